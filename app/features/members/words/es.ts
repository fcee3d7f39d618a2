import type { Translation } from "#app/i18n/translation.ts";
import type { members as english, words as englishWords } from "./en.ts";

export const members: Translation<typeof english> = {
  title: "Miembros",
  count:
    "{count, plural, =1 {De momento solo estás tú. Invita a las personas con las que trabajas.} other {# personas trabajan aquí.}}",
  you: "Tú",
  joined: "Alta: <when></when>",
  seen: "Última visita: <when></when>",
  never: "Aún no ha entrado",
  menu: "Rol de {name}:",
  noneFound: "No se encontró a nadie",
  noneFoundText: "Nadie coincide con la búsqueda. Prueba con otras palabras o con otro rol.",
  means: {
    owner: "Todo, incluso nombrar propietarios y eliminar el espacio",
    admin: "Personas, ajustes y todos los proyectos",
    member: "Crea y cambia proyectos y tareas",
    viewer: "Lo ve todo y no cambia nada",
  },
  filter: {
    title: "Buscar miembros",
    words: "Nombre o correo",
    role: "Rol",
    anyRole: "Todos los roles",
    apply: "Mostrar",
    clear: "Quitar filtros",
  },
  invite: {
    title: "Invitar a personas",
    emails: "Invitar por correo",
    hint: "Separa varias direcciones con comas.",
    placeholder: "ana@ejemplo.com",
    role: "Como",
    submit: "Invitar",
    sending: "Invitando…",
  },
  makeOwner: {
    title: "¿Nombrar a {name} propietario?",
    text: "{name} podrá hacer todo lo que puedes hacer tú: nombrar y quitar propietarios, mover este espacio y eliminarlo.",
    confirm: "Nombrar propietario",
  },
  remove: {
    open: "Quitar del espacio…",
    title: "¿Quitar a {name} del espacio?",
    text: "Pierde el acceso de inmediato, en todos sus dispositivos. Sus proyectos y tareas se quedan a su nombre hasta que otra persona se encargue de ellos.",
    confirm: "Quitar",
  },
  leave: {
    title: "Salir de este espacio",
    text: "Pierdes el acceso de inmediato. Lo que hiciste se queda a tu nombre.",
    onlyOwner:
      "Eres la única persona propietaria. Nombra antes a otra, o elimina el espacio desde sus ajustes.",
    open: "Salir…",
    question: "¿Salir de {workspace}?",
    confirmText:
      "No podrás volver por tu cuenta: alguien tendrá que invitarte. Tus proyectos y tareas se quedan aquí.",
    confirm: "Salir",
  },
  pending: {
    title: "Invitaciones pendientes",
    none: "Nadie está pendiente de unirse.",
    away: "Clerk, que guarda las invitaciones, no responde. Lo demás de esta página funciona: vuelve a mirar en un momento.",
    show: "Mostrarlas",
    by: "Invitación de <inviter></inviter>, <when></when>",
    at: "Invitación enviada <when></when>",
    expires: "caduca {when}",
    ended: "Revocadas o caducadas en los últimos 30 días ({count, number})",
    revoked: "Revocada <when></when>",
    expired: "Caducada <when></when>",
    revoke: "Revocar<hidden> la invitación de {email}</hidden>",
  },
  outcome: {
    close: "Cerrar",
    patience: "Tarda más de lo habitual. Puedes salir de esta página: se hará de todos modos.",
    done: {
      invite: "{whom} tiene correo: la invitación está en camino.",
      "revoke-invitation": "La invitación se ha revocado.",
      "change-role": "{whom} tiene un nuevo rol: {role}.",
      "remove-member": "{whom} ya no es miembro.",
      leave: "Has salido.",
    },
    waiting: {
      invite: "Invitando a {whom}.",
      "revoke-invitation": "Revocando la invitación.",
      "change-role": "Cambiando el rol de {whom}.",
      "remove-member": "Quitando a {whom}.",
      leave: "Saliendo del espacio.",
    },
    refused: {
      invite: "No se invitó a {whom}.",
      "revoke-invitation": "La invitación no se revocó.",
      "change-role": "El rol de {whom} se queda como estaba.",
      "remove-member": "No se quitó a {whom}.",
      leave: "Sigues siendo miembro.",
    },
    reasons: {
      "already-member": "Ya es miembro.",
      "already-invited": "Ya tiene una invitación: revócala para enviar otra.",
      "bad-address": "Clerk no acepta esta dirección.",
      "no-such-role": "Clerk no tiene ese rol para esta aplicación. Se crea en el panel de Clerk.",
      "too-many-invitations": "Se enviaron demasiadas invitaciones en una hora. Inténtalo más tarde.",
      "members-full": "El espacio tiene tantos miembros como Clerk le permite.",
      "last-owner": "Un espacio conserva siempre un propietario: nombra antes a otra persona.",
      "not-allowed": "Tu rol, o el suyo, ha cambiado mientras tanto.",
      "no-member": "Ya no es miembro.",
      "no-invitation": "Ya no está abierta.",
      "too-old": "No se pudo hacer en una hora. Pídelo de nuevo.",
      other: "Clerk lo rechazó. No se ha cambiado nada.",
    },
  },
};

export const words: Translation<typeof englishWords> = {
  members,
  titles: { members: "Miembros" },
  frame: { nav: { members: "Miembros" } },
  roles: {
    may: {
      "members:read": "Ver quién está en el espacio",
      "members:manage": "Invitar y quitar a personas, y cambiar roles por debajo del propio",
    },
  },
  audit: {
    kinds: { member: "Miembros", invitation: "Invitaciones" },
    actions: {
      member: {
        joined: "dejó entrar a <target></target>",
        left: "terminó la membresía de <target></target>",
        "role-changed": "cambió el rol de <target></target>",
        invited: "invitó a <target></target>",
      },
      invitation: { revoked: "revocó la invitación de <target></target>" },
    },
  },
};
