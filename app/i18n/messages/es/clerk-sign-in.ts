const subtitle = "para continuar en {{applicationName}}";
const emailCode = { title: "Revisa tu correo", subtitle, resendButton: "Reenviar el código" };
const toSignIn = { actionText: "¿Ya tienes cuenta?", actionLink: "Inicia sesión" };
const toTab = "Vuelve a la pestaña original para continuar.";
const toNewTab = "Ve a la pestaña que se acaba de abrir para continuar.";

export const signInWords = {
  accountSwitcher: { subtitle: "Elige la cuenta con la que quieres continuar.", title: "Elige una cuenta" },
  alternativeMethods: {
    actionLink: "Obtener ayuda",
    blockButton__backupCode: "Usar un código de respaldo",
    blockButton__passkey: "Usar una clave de acceso",
    blockButton__password: "Usar la contraseña",
    blockButton__totp: "Usar la aplicación de autenticación",
    getHelp: {
      blockButton__emailSupport: "Escribir a soporte",
      content:
        "Si tienes problemas para iniciar sesión, escríbenos y te ayudaremos a recuperar el acceso lo antes posible.",
      title: "Obtener ayuda",
    },
    title: "Usar otro método",
  },
  backupCodeMfa: { subtitle, title: "Introduce un código de respaldo" },
  emailCode,
  emailCodeMfa: { ...emailCode, formTitle: "Código de verificación" },
  emailLink: {
    clientMismatch: {
      subtitle: "Abre el enlace en el dispositivo y el navegador en los que empezaste a iniciar sesión.",
      title: "Este enlace no es válido en este dispositivo",
    },
    expired: { subtitle: toTab, title: "El enlace ha caducado" },
    failed: { subtitle: toTab, title: "El enlace no es válido" },
    formSubtitle: "Usa el enlace de verificación que te hemos enviado por correo",
    loading: { subtitle: "Te llevaremos enseguida", title: "Iniciando sesión…" },
    resendButton: "Reenviar el enlace",
    subtitle,
    title: "Revisa tu correo",
    unusedTab: { title: "Puedes cerrar esta pestaña" },
    verified: { subtitle: "Te llevaremos enseguida", title: "Has iniciado sesión" },
    verifiedSwitchTab: {
      subtitle: toTab,
      subtitleNewTab: toNewTab,
      titleNewTab: "Has iniciado sesión en otra pestaña",
    },
  },
  newDeviceVerificationNotice:
    "Estás iniciando sesión en un dispositivo nuevo. Para proteger tu cuenta, te pedimos que lo verifiques.",
  noAvailableMethods: {
    message: "No puedes iniciar sesión porque no hay ningún método de autenticación disponible.",
    subtitle: "Se ha producido un error",
    title: "No se puede iniciar sesión",
  },
  passkey: { subtitle: "Usa tu clave de acceso para confirmar que eres tú." },
  password: { actionLink: "Usar otro método", subtitle, title: "Introduce tu contraseña" },
  phoneCode: { resendButton: "Reenviar el código", subtitle },
  resetPassword: {
    formButtonPrimary: "Restablecer la contraseña",
    requiredMessage: "Por seguridad, tienes que restablecer tu contraseña.",
    successMessage: "Tu contraseña se ha cambiado. Iniciando sesión…",
    title: "Nueva contraseña",
  },
  start: {
    actionLink: "Regístrate",
    actionLink__join_waitlist: "Únete a la lista de espera",
    actionText: "¿No tienes cuenta?",
    subtitle,
    title: "Inicia sesión",
  },
  totpMfa: { title: "Verificación en dos pasos" },
};

export const signUpWords = {
  continue: { title: "Completa los campos que faltan", subtitle, ...toSignIn },
  emailCode: { ...emailCode, formSubtitle: "Introduce el código que te hemos enviado por correo" },
  emailLink: {
    clientMismatch: {
      subtitle: "Abre el enlace en el dispositivo y el navegador en los que empezaste a registrarte.",
      title: "Este enlace no es válido en este dispositivo",
    },
    formSubtitle: "Usa el enlace de verificación que te hemos enviado por correo",
    loading: { title: "Creando tu cuenta…" },
    resendButton: "Reenviar el enlace",
    subtitle,
    verified: { title: "Tu cuenta está lista" },
    verifiedSwitchTab: {
      subtitle: toNewTab,
      subtitleNewTab: "Vuelve a la pestaña anterior para continuar.",
      title: "Correo verificado",
    },
  },
  phoneCode: {
    formSubtitle: "Introduce el código de verificación enviado a tu teléfono",
    resendButton: "Reenviar el código",
    subtitle,
    title: "Verifica tu teléfono",
  },
  start: { title: "Crea tu cuenta", subtitle, ...toSignIn },
};
