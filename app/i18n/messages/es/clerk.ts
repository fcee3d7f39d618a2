import { esES } from "@clerk/localizations/es-ES";

const subtitle = "para continuar en {{applicationName}}";
const emailCode = { title: "Revisa tu correo", subtitle, resendButton: "Reenviar el código" };

/** Clerk's own Spanish with our word for an organization, and "tú" where its sign-in switches to "usted". */
export const clerkWords = {
  ...esES,
  createOrganization: {
    ...esES.createOrganization,
    title: "Nuevo espacio",
    formButtonSubmit: "Crear espacio",
  },
  signIn: {
    ...esES.signIn,
    start: {
      ...esES.signIn?.start,
      title: "Inicia sesión",
      subtitle,
      actionText: "¿No tienes cuenta?",
      actionLink: "Regístrate",
    },
    password: { ...esES.signIn?.password, title: "Introduce tu contraseña", subtitle },
    emailCode: { ...esES.signIn?.emailCode, ...emailCode },
  },
  signUp: {
    ...esES.signUp,
    start: {
      ...esES.signUp?.start,
      title: "Crea tu cuenta",
      subtitle,
      actionText: "¿Ya tienes cuenta?",
      actionLink: "Inicia sesión",
    },
    continue: {
      ...esES.signUp?.continue,
      title: "Completa los campos que faltan",
      subtitle,
      actionText: "¿Ya tienes cuenta?",
      actionLink: "Inicia sesión",
    },
    emailCode: {
      ...esES.signUp?.emailCode,
      ...emailCode,
      formSubtitle: "Introduce el código que te hemos enviado por correo",
    },
  },
  unstable__errors: {
    ...esES.unstable__errors,
    already_a_member_in_organization: "{{email}} ya es miembro de este espacio.",
    organization_membership_quota_exceeded: "El espacio ha llegado a su límite de miembros.",
    organization_minimum_permissions_needed: "Un espacio necesita al menos un propietario.",
  },
  badge__you: "Tú",
  formFieldAction__forgotPassword: "¿Olvidaste tu contraseña?",
  formFieldInputPlaceholder__emailAddress: "Tu correo electrónico",
  formFieldInputPlaceholder__firstName: "Tu nombre",
  formFieldInputPlaceholder__lastName: "Tus apellidos",
  formFieldInputPlaceholder__organizationName: "Acme",
  formFieldInputPlaceholder__organizationSlug: "acme",
  formFieldInputPlaceholder__password: "Tu contraseña",
  formFieldLabel__confirmPassword: "Confirma la contraseña",
  formFieldLabel__lastName: "Apellidos",
  formFieldLabel__organizationName: "Nombre",
  formFieldLabel__organizationSlug: "Dirección",
  paginationButton__next: "Siguiente",
  paginationButton__previous: "Anterior",
  signInEnterPasswordTitle: "Introduce tu contraseña",
};
