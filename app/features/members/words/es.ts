import type { Translation } from "#app/i18n/translation.ts";
import type { members as english, words as englishWords } from "./en.ts";

export const members: Translation<typeof english> = {
  title: "Miembros",
  count: "{count, plural, =1 {De momento, solo estás tú. Invita a tu equipo.} other {# miembros}}",
  you: "Tú",
  joined: "Miembro desde <when></when>",
  seen: "Última conexión: <when></when>",
  never: "Nunca ha iniciado sesión",
  menu: "Gestionar a {name}, rol:",
  noneFound: "No se han encontrado miembros",
  noneFoundText: "Ningún miembro coincide con la búsqueda. Prueba con otro nombre u otro rol.",
  means: {
    owner: "Tiene acceso total: puede gestionar propietarios y eliminar el espacio",
    admin: "Gestiona miembros, ajustes y todos los proyectos",
    member: "Crea y edita proyectos y tareas",
    viewer: "Puede verlo todo, pero no hacer cambios",
  },
  filter: {
    title: "Buscar miembros",
    words: "Nombre o correo",
    role: "Rol",
    anyRole: "Cualquier rol",
    apply: "Aplicar",
    clear: "Quitar filtros",
  },
  invite: {
    title: "Invitar miembros",
    emails: "Correos electrónicos",
    hint: "Sepáralos con comas.",
    placeholder: "ana@ejemplo.com",
    role: "Rol",
    submit: "Invitar",
    sending: "Invitando…",
  },
  makeOwner: {
    title: "¿Convertir a {name} en propietario?",
    text: "{name} podrá hacer todo lo que haces tú: añadir y quitar propietarios, cambiar la dirección de este espacio y eliminarlo.",
    confirm: "Convertir en propietario",
  },
  remove: {
    open: "Quitar del espacio…",
    title: "¿Quitar a {name} del espacio?",
    text: "Perderá el acceso de inmediato en todos sus dispositivos. Sus proyectos y tareas seguirán en el espacio a su nombre.",
    confirm: "Quitar",
  },
  leave: {
    title: "Abandonar este espacio",
    text: "Perderás el acceso de inmediato. Tus proyectos y tareas seguirán a tu nombre.",
    onlyOwner:
      "No hay ningún otro propietario. Convierte antes a otra persona en propietario o elimina el espacio desde los ajustes.",
    open: "Abandonar…",
    question: "¿Abandonar {workspace}?",
    confirmText: "Para volver necesitarás otra invitación. Tus proyectos y tareas se quedan aquí.",
    confirm: "Abandonar",
  },
  pending: {
    title: "Invitaciones pendientes",
    none: "No hay invitaciones pendientes.",
    away: "Ahora mismo no podemos cargar las invitaciones. El resto de la página funciona. Inténtalo de nuevo dentro de un momento.",
    show: "Mostrar las invitaciones",
    by: "Enviada por <inviter></inviter> <when></when>",
    at: "Enviada <when></when>",
    expires: "caduca {when}",
    ended: "Revocadas o caducadas en los últimos 30 días ({count, number})",
    revoked: "Revocada <when></when>",
    expired: "Caducada <when></when>",
    revoke: "Revocar<hidden> la invitación a {email}</hidden>",
  },
  outcome: {
    close: "Cerrar",
    patience: "Está tardando más de lo habitual. Puedes salir de esta página: terminaremos en segundo plano.",
    done: {
      invite: "Invitación enviada a {whom}.",
      "revoke-invitation": "Invitación revocada.",
      "change-role": "El rol de {whom} ahora es {role}.",
      "remove-member": "{whom} ya no es miembro.",
      leave: "Has abandonado el espacio.",
    },
    waiting: {
      invite: "Invitando a {whom}…",
      "revoke-invitation": "Revocando la invitación…",
      "change-role": "Cambiando el rol de {whom}…",
      "remove-member": "Quitando a {whom}…",
      leave: "Abandonando el espacio…",
    },
    refused: {
      invite: "No se ha invitado a {whom}.",
      "revoke-invitation": "La invitación no se ha revocado.",
      "change-role": "El rol de {whom} no ha cambiado.",
      "remove-member": "No se ha quitado a {whom}.",
      leave: "Sigues siendo miembro.",
    },
    reasons: {
      "already-member": "Ya es miembro.",
      "already-invited": "Ya tiene una invitación pendiente. Revócala para enviar otra.",
      "bad-address": "No se admite este correo. Comprueba que esté bien escrito.",
      "no-such-role": "Este rol no está disponible en este momento. Contacta con soporte.",
      "too-many-invitations":
        "Se han enviado demasiadas invitaciones en la última hora. Inténtalo más tarde.",
      "members-full": "El espacio ha llegado al límite de miembros.",
      "last-owner":
        "Un espacio necesita al menos un propietario. Convierte antes a otra persona en propietario.",
      "not-allowed": "Tu rol o el suyo ha cambiado mientras tanto.",
      "no-member": "Ya no es miembro.",
      "no-invitation": "Ya se ha aceptado o revocado, o ha caducado.",
      "too-old":
        "No se ha podido completar en 15 minutos y hemos dejado de intentarlo. Vuelve a solicitarlo.",
      other:
        "Se ha rechazado la solicitud y no se ha cambiado nada. Inténtalo de nuevo o contacta con soporte.",
    },
  },
};

export const words: Translation<typeof englishWords> = {
  members,
  titles: { members: "Miembros" },
  frame: { nav: { members: "Miembros" } },
  roles: {
    may: {
      "members:read": "Ver los miembros",
      "members:manage": "Invitar y quitar miembros, y cambiar los roles inferiores al suyo",
    },
  },
  audit: {
    kinds: { member: "Miembros", invitation: "Invitaciones" },
    actions: {
      member: {
        joined: "añadió a <target></target>",
        left: "{self, select, true {dejó el espacio} other {dio de baja a <target></target>}}",
        "role-changed": "cambió el rol de <target></target>",
        invited: "invitó a <target></target>",
      },
      invitation: { revoked: "revocó la invitación a <target></target>" },
    },
  },
};
