import { esES } from "@clerk/localizations/es-ES";
import { overrideWords } from "../../override-words.ts";
import { profileWords } from "./clerk-profile.ts";
import { signInWords, signUpWords } from "./clerk-sign-in.ts";

/** Clerk's own Spanish with our word for an organization, and "tú" where it switches to "usted". */
export const clerkWords = overrideWords(esES, {
  createOrganization: { title: "Nuevo espacio", formButtonSubmit: "Crear espacio" },
  signIn: signInWords,
  signUp: signUpWords,
  userProfile: profileWords,
  userButton: {
    action__manageAccount: "Gestionar la cuenta",
    action__signOutAll: "Cerrar todas las sesiones",
  },
  reverification: {
    alternativeMethods: { getHelp: { title: "¿Necesitas ayuda para verificar tu identidad?" } },
    emailCode: { formTitle: "Introduce el código que te hemos enviado por correo." },
  },
  unstable__errors: {
    already_a_member_in_organization: "{{email}} ya es miembro de este espacio.",
    avatar_file_size_exceeded: "El archivo pesa más de 10 MB. Elige uno más pequeño.",
    avatar_file_type_invalid: "Este archivo no es una imagen JPG, PNG, GIF o WebP. Elige otro.",
    captcha_invalid:
      "No hemos podido comprobar que no eres un robot. Vuelve a cargar la página e inténtalo de nuevo, o contacta con soporte.",
    captcha_unavailable:
      "La comprobación de seguridad no ha podido completarse. Vuelve a cargar la página e inténtalo de nuevo, o contacta con soporte.",
    form_code_incorrect: "El código no es correcto.",
    form_email_address_blocked: "No se admiten correos temporales. Usa tu correo habitual.",
    form_identifier_exists__email_address: "Ya existe una cuenta con este correo.",
    form_identifier_not_found: "No hay ninguna cuenta con estos datos.",
    form_param_format_invalid: "El formato no es válido.",
    form_param_format_invalid__email_address: "Introduce un correo electrónico válido.",
    form_param_max_length_exceeded__first_name: "Usa 256 caracteres como máximo.",
    form_param_max_length_exceeded__last_name: "Usa 256 caracteres como máximo.",
    form_param_max_length_exceeded__name: "Usa 256 caracteres como máximo.",
    form_param_value_invalid: "Este valor no es válido.",
    form_password_not_strong_enough: "Tu contraseña no es lo bastante segura.",
    form_password_or_identifier_incorrect:
      "El correo o la contraseña no son correctos. Inténtalo de nuevo o usa otro método.",
    form_password_pwned: "Esta contraseña ha aparecido en una filtración de datos. Elige otra.",
    form_password_pwned__sign_in:
      "Esta contraseña ha aparecido en una filtración de datos. Restablece tu contraseña.",
    form_password_size_in_bytes_exceeded:
      "Tu contraseña es demasiado larga. Acórtala o quita algunos caracteres especiales.",
    form_password_validation_failed: "La contraseña no es correcta.",
    not_allowed_access:
      "No puedes registrarte con este correo o número de teléfono. Si crees que es un error, contacta con soporte.",
    organization_membership_quota_exceeded: "El espacio ha llegado al límite de miembros.",
    organization_minimum_permissions_needed: "Un espacio necesita al menos un propietario.",
    phone_number_exists: "Este número de teléfono ya está en uso. Prueba con otro.",
  },
  badge__primary: "Principal",
  badge__requiresAction: "Acción pendiente",
  badge__unverified: "Sin verificar",
  badge__you: "Tú",
  dates: { previous6Days: "El {{ date | weekday('es-ES','long') }} a las {{ date | timeString('es-ES') }}" },
  formFieldAction__forgotPassword: "¿Olvidaste tu contraseña?",
  formFieldError__verificationLinkExpired: "El enlace de verificación ha caducado. Pide otro.",
  formFieldHintText__slug: "La dirección identifica tu espacio y no se puede repetir.",
  formFieldInputPlaceholder__backupCode: "Tu código de respaldo",
  formFieldInputPlaceholder__emailAddress: "Tu correo electrónico",
  formFieldInputPlaceholder__emailAddress_username: "Tu correo electrónico o nombre de usuario",
  formFieldInputPlaceholder__firstName: "Tu nombre",
  formFieldInputPlaceholder__lastName: "Tus apellidos",
  formFieldInputPlaceholder__organizationName: "Acme",
  formFieldInputPlaceholder__organizationSlug: "acme",
  formFieldInputPlaceholder__password: "Tu contraseña",
  formFieldInputPlaceholder__phoneNumber: "Tu número de teléfono",
  formFieldInputPlaceholder__username: "Tu nombre de usuario",
  formFieldLabel__confirmPassword: "Confirma la contraseña",
  formFieldLabel__lastName: "Apellidos",
  formFieldLabel__organizationName: "Nombre",
  formFieldLabel__organizationSlug: "Dirección",
  formFieldLabel__phoneNumber: "Número de teléfono",
  paginationButton__next: "Siguiente",
  paginationButton__previous: "Anterior",
  signInEnterPasswordTitle: "Introduce tu contraseña",
});
