import { esES } from "@clerk/localizations/es-ES";

/** Clerk's own Spanish, where an organization is an "espacio" to everybody here. */
export const clerkWords = {
  ...esES,
  createOrganization: {
    ...esES.createOrganization,
    title: "Nuevo espacio",
    formButtonSubmit: "Crear espacio",
  },
  // Its sign-in changes between tú and usted, and its placeholder is too long for a phone.
  signIn: {
    ...esES.signIn,
    start: {
      ...esES.signIn?.start,
      title: "Inicia sesión",
      subtitle: "para continuar en {{applicationName}}",
      actionText: "¿No tienes cuenta?",
      actionLink: "Regístrate",
    },
  },
  signUp: {
    ...esES.signUp,
    start: {
      ...esES.signUp?.start,
      title: "Crea tu cuenta",
      subtitle: "para continuar en {{applicationName}}",
      actionText: "¿Ya tienes cuenta?",
      actionLink: "Inicia sesión",
    },
  },
  formFieldInputPlaceholder__emailAddress: "Tu correo electrónico",
  formFieldInputPlaceholder__password: "Tu contraseña",
  formFieldInputPlaceholder__organizationName: "Acme",
  formFieldInputPlaceholder__organizationSlug: "acme",
  formFieldLabel__organizationName: "Nombre",
  formFieldLabel__organizationSlug: "Dirección",
};
