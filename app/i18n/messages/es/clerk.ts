import { esES } from "@clerk/localizations/es-ES";

/** Clerk's own Spanish, where an organization is an "espacio" to everybody here. */
export const clerkWords = {
  ...esES,
  createOrganization: {
    ...esES.createOrganization,
    title: "Nuevo espacio",
    formButtonSubmit: "Crear espacio",
  },
  formFieldInputPlaceholder__organizationName: "Acme",
  formFieldInputPlaceholder__organizationSlug: "acme",
  formFieldLabel__organizationName: "Nombre",
  formFieldLabel__organizationSlug: "Dirección",
};
