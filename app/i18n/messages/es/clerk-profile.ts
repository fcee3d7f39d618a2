/** Clerk's account pages with "tú" where its Spanish says "usted", and with the words used in Spain. */
export const profileWords = {
  formButtonPrimary__add: "Añadir",
  navbar: { description: "Gestiona los datos de tu cuenta." },
  backupCodePage: {
    infoText2:
      "Guarda los códigos de respaldo en un lugar seguro y no los compartas. Si crees que alguien los ha visto, genera otros.",
    subtitle__codelist: "Guárdalos en un lugar seguro y no los compartas.",
    successMessage:
      "Ya tienes códigos de respaldo. Si pierdes el acceso a tu dispositivo de autenticación, usa uno de ellos para iniciar sesión. Cada código se puede usar una sola vez.",
    successSubtitle:
      "Si pierdes el acceso a tu dispositivo de autenticación, usa uno de ellos para iniciar sesión.",
    title: "Añadir códigos de respaldo",
  },
  connectedAccountPage: {
    formHint: "Elige un proveedor para conectar tu cuenta.",
    removeResource: {
      messageLine1: "{{identifier}} se quitará de esta cuenta.",
      messageLine2: "Ya no podrás usar esta cuenta conectada, y lo que dependa de ella dejará de funcionar.",
      successMessage: "{{connectedAccount}} se ha quitado de tu cuenta.",
      title: "Quitar cuenta conectada",
    },
    successMessage: "El proveedor se ha añadido a tu cuenta.",
    title: "Añadir cuenta conectada",
  },
  deletePage: {
    actionDescription: "Escribe «Eliminar cuenta» para continuar.",
    messageLine1:
      "¿Seguro que quieres eliminar tu cuenta? Es posible que se conserven algunos datos asociados. Para pedir que se eliminen todos, contacta con soporte.",
    messageLine2: "La cuenta se eliminará definitivamente.",
  },
  emailAddressPage: {
    emailCode: {
      formHint: "Enviaremos un código de verificación a este correo.",
      formSubtitle: "Introduce el código de verificación enviado a {{identifier}}",
      resendButton: "Reenviar el código",
      successMessage: "El correo {{identifier}} se ha añadido a tu cuenta.",
    },
    emailLink: {
      formHint: "Enviaremos un enlace de verificación a este correo.",
      formSubtitle: "Haz clic en el enlace de verificación enviado a {{identifier}}",
      resendButton: "Reenviar el enlace",
      successMessage: "El correo {{identifier}} se ha añadido a tu cuenta.",
    },
    removeResource: {
      messageLine1: "{{identifier}} se quitará de esta cuenta.",
      messageLine2: "Ya no podrás iniciar sesión con este correo.",
      successMessage: "{{emailAddress}} se ha quitado de tu cuenta.",
      title: "Quitar correo electrónico",
    },
    title: "Añadir correo electrónico",
  },
  mfaPage: { formHint: "Elige un método.", title: "Añadir verificación en dos pasos" },
  mfaPhoneCodePage: {
    primaryButton__addPhoneNumber: "Añadir un número de teléfono",
    removeResource: {
      messageLine1: "{{identifier}} dejará de recibir códigos de verificación al iniciar sesión.",
      messageLine2: "Tu cuenta será menos segura. ¿Seguro que quieres continuar?",
      successMessage: "{{mfaPhoneCode}} ya no se usa para la verificación en dos pasos.",
      title: "Quitar la verificación en dos pasos",
    },
    subtitle__availablePhoneNumbers: "Elige un número de teléfono para la verificación en dos pasos por SMS.",
    subtitle__unavailablePhoneNumbers:
      "No hay números de teléfono disponibles para la verificación en dos pasos por SMS.",
    successMessage1:
      "Al iniciar sesión, tendrás que introducir además un código de verificación enviado a este número.",
    successMessage2:
      "Guarda estos códigos de respaldo en un lugar seguro. Si pierdes el acceso a tu dispositivo de autenticación, úsalos para iniciar sesión.",
    successTitle: "Verificación por SMS activada",
    title: "Añadir verificación por SMS",
  },
  mfaTOTPPage: {
    authenticatorApp: {
      buttonAbleToScan__nonPrimary: "Escanear el código QR",
      infoText__ableToScan:
        "Añade una cuenta en tu aplicación de autenticación y escanea este código QR para vincularla.",
      infoText__unableToScan: "Añade una cuenta en tu aplicación de autenticación e introduce esta clave.",
      inputLabel__unableToScan1:
        "Comprueba que las contraseñas de un solo uso o basadas en el tiempo estén activadas y termina de vincular tu cuenta.",
      inputLabel__unableToScan2:
        "Si tu aplicación admite URI de TOTP, también puedes copiar el URI completo.",
    },
    removeResource: {
      messageLine1: "Al iniciar sesión ya no se pedirán códigos de esta aplicación.",
      messageLine2: "Tu cuenta será menos segura. ¿Seguro que quieres continuar?",
      successMessage: "La aplicación de autenticación ya no se usa para la verificación en dos pasos.",
      title: "Quitar la verificación en dos pasos",
    },
    successMessage:
      "Has activado la verificación en dos pasos. Al iniciar sesión, tendrás que introducir además un código de esta aplicación.",
    title: "Añadir aplicación de autenticación",
    verifySubtitle: "Introduce el código de verificación que genera tu aplicación",
  },
  passkeyScreen: {
    removeResource: {
      messageLine1: "{{name}} se quitará de esta cuenta.",
      title: "Quitar clave de acceso",
    },
    subtitle__rename: "Introduce el nuevo nombre de la clave de acceso.",
    title__rename: "Cambiar el nombre de la clave de acceso",
  },
  passwordPage: {
    checkboxInfoText__signOutOfOtherSessions:
      "Recomendamos cerrar sesión en los demás dispositivos que puedan haber usado tu contraseña anterior.",
    readonly:
      "No puedes cambiar la contraseña porque solo puedes iniciar sesión a través de la conexión de tu empresa.",
    successMessage__set: "Tu contraseña se ha guardado.",
    successMessage__signOutOfOtherSessions: "Se ha cerrado la sesión en los demás dispositivos.",
    successMessage__update: "Tu contraseña se ha cambiado.",
    title__set: "Crear contraseña",
  },
  phoneNumberPage: {
    infoText: "Enviaremos un SMS con un código de verificación a este número de teléfono.",
    removeResource: {
      messageLine1: "{{identifier}} se quitará de esta cuenta.",
      messageLine2: "Ya no podrás iniciar sesión con este número de teléfono.",
      successMessage: "{{phoneNumber}} se ha quitado de tu cuenta.",
      title: "Quitar número de teléfono",
    },
    successMessage: "{{identifier}} se ha añadido a tu cuenta.",
    title: "Añadir número de teléfono",
    verifySubtitle: "Introduce el código de verificación enviado a {{identifier}}",
  },
  profilePage: {
    fileDropAreaHint: "Sube una imagen JPG, PNG, GIF o WebP de menos de 10 MB.",
    imageFormDestructiveActionSubtitle: "Quitar",
    imageFormSubtitle: "Subir",
    readonly: "Tus datos vienen de la conexión de tu empresa y no se pueden editar.",
    successMessage: "Tu perfil se ha actualizado.",
    title: "Actualizar perfil",
  },
  start: {
    connectedAccountsSection: {
      actionLabel__connectionFailed: "Reintentar",
      subtitle__reauthorize:
        "Han cambiado los permisos necesarios y puede que algo no funcione. Vuelve a autorizar la aplicación.",
    },
    emailAddressesSection: {
      destructiveAction: "Quitar correo",
      detailsAction__nonPrimary: "Usar como principal",
      primaryButton: "Añadir correo electrónico",
    },
    mfaSection: {
      backupCodes: {
        subtitle__regenerate:
          "Genera códigos de respaldo nuevos. Los anteriores se eliminarán y dejarán de funcionar.",
      },
      phoneCode: { destructiveActionLabel: "Quitar número de teléfono" },
      primaryButton: "Añadir verificación en dos pasos",
      title: "Verificación en dos pasos",
      totp: { destructiveActionTitle: "Quitar" },
    },
    passkeysSection: {
      menuAction__destructive: "Quitar",
      menuAction__rename: "Cambiar el nombre",
      title: "Claves de acceso",
    },
    phoneNumbersSection: {
      detailsAction__nonPrimary: "Usar como principal",
      primaryButton: "Añadir número de teléfono",
      title: "Números de teléfono",
    },
  },
  usernamePage: {
    successMessage: "Tu nombre de usuario se ha actualizado.",
    title__set: "Crear nombre de usuario",
    title__update: "Cambiar nombre de usuario",
  },
  web3WalletPage: {
    removeResource: {
      messageLine1: "{{identifier}} se quitará de esta cuenta.",
      messageLine2: "Ya no podrás iniciar sesión con esta cartera.",
      successMessage: "{{web3Wallet}} se ha quitado de tu cuenta.",
      title: "Quitar la cartera web3",
    },
    subtitle__availableWallets: "Elige una cartera web3 para conectarla a tu cuenta.",
    subtitle__unavailableWallets: "No hay carteras web3 disponibles.",
    successMessage: "La cartera se ha añadido a tu cuenta.",
    title: "Añadir cartera web3",
    web3WalletButtonsBlockButton: "Conectar cartera",
  },
};
