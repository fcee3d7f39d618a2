import type { Clerk } from "#scripts/local/clerk/clerk.ts";

/** The instance settings, which clerk-js fetches at start. */
export function environmentJson(clerk: Clerk) {
  return {
    auth_config: authConfig(),
    display_config: displayConfig(clerk),
    user_settings: userSettings(),
    organization_settings: {
      enabled: true,
      max_allowed_memberships: 0,
      actions: { admin_delete: true },
      domains: { enabled: false, enrollment_modes: [], default_role: "" },
      slug: { disabled: false },
      creator_role: "org:owner",
    },
    commerce_settings: {
      billing: {
        stripe_publishable_key: null,
        organization: { enabled: false, has_paid_plans: false },
        user: { enabled: false, has_paid_plans: false },
      },
    },
    api_keys_settings: {
      enabled: false,
      user_api_keys_enabled: false,
      orgs_api_keys_enabled: false,
    },
    protect_config: { loaders: [] },
    maintenance_mode: false,
    client_debug_mode: false,
    partitioned_cookies: false,
  };
}

function authConfig() {
  return {
    object: "auth_config",
    id: "aconf_local",
    first_name: "on",
    last_name: "on",
    email_address: "required",
    phone_number: "off",
    username: "off",
    password: "required",
    identification_requirements: [["email_address"]],
    identification_strategies: ["email_address"],
    first_factors: ["password", "email_code", "ticket"],
    second_factors: [],
    email_address_verification_strategies: ["email_code"],
    single_session_mode: true,
    enhanced_email_deliverability: false,
    test_mode: true,
    url_based_session_syncing: false,
    claimed_at: null,
    reverification: false,
    native_settings: {
      object: "native_settings",
      api_enabled: false,
      trusted_device_sign_in_enabled: false,
      trusted_device_enrollment_prompt_after_sign_in_enabled: false,
      trusted_device_enrollment_prompt_after_sign_up_enabled: false,
    },
  };
}

function displayConfig({ settings }: Clerk) {
  const at = (path: string) => new URL(path, settings.baseUrl).href;
  return {
    object: "display_config",
    id: "display_config_local",
    instance_environment_type: "production",
    application_name: "Tenantry",
    branded: false,
    show_devmode_warning: false,
    preferred_sign_in_strategy: "password",
    home_url: at("/"),
    sign_in_url: at("/sign-in"),
    sign_up_url: at("/sign-up"),
    after_sign_in_url: at("/workspaces"),
    after_sign_up_url: at("/onboarding"),
    after_sign_out_one_url: at("/"),
    after_sign_out_all_url: at("/"),
    after_switch_session_url: at("/"),
    user_profile_url: at("/"),
    organization_profile_url: at("/"),
    create_organization_url: at("/onboarding"),
    after_leave_organization_url: at("/workspaces"),
    after_create_organization_url: at("/onboarding"),
    waitlist_url: "",
    after_join_waitlist_url: "",
    oauth_consent_url: at("/"),
    logo_link_url: at("/"),
    help_url: null,
    terms_url: null,
    privacy_policy_url: null,
    support_email: null,
    logo_image_url: null,
    logo_image: null,
    logo_url: null,
    favicon_image_url: null,
    favicon_image: null,
    favicon_url: null,
    experimental_force_oauth_first: false,
    captcha_public_key: null,
    captcha_public_key_invisible: null,
    captcha_widget_type: null,
    captcha_provider: null,
    captcha_oauth_bypass: [],
    captcha_heartbeat: false,
    google_one_tap_client_id: null,
    clerk_js_version: "5",
    theme: theme(),
  };
}

function theme() {
  const font = "inherit";
  return {
    general: {
      color: "#4f46e5",
      background_color: "#ffffff",
      font_family: font,
      font_color: "#18181b",
      label_font_weight: "500",
      padding: "1em",
      border_radius: "0.5em",
      box_shadow: "0 1px 2px rgb(0 0 0 / 0.1)",
    },
    buttons: { font_color: "#ffffff", font_family: font, font_weight: "500" },
    accounts: { background_color: "#ffffff" },
  };
}

function userSettings() {
  const otp = ["email_code"];
  return {
    attributes: {
      email_address: attribute({
        required: true,
        verifications: otp,
        used_for_first_factor: true,
        first_factors: otp,
        verify_at_sign_up: true,
      }),
      password: attribute({ required: true }),
      first_name: attribute({}),
      last_name: attribute({}),
      phone_number: attribute({ enabled: false }),
      username: attribute({ enabled: false }),
      web3_wallet: attribute({ enabled: false }),
      authenticator_app: attribute({ enabled: false }),
      backup_code: attribute({ enabled: false }),
      passkey: attribute({ enabled: false }),
      ticket: attribute({ used_for_first_factor: true, first_factors: ["ticket"] }),
    },
    actions: { delete_self: true, create_organization: true, create_organizations_limit: null },
    social: {},
    saml: { enabled: false },
    enterprise_sso: { enabled: false, self_serve_sso: false },
    sign_in: { second_factor: { required: false } },
    sign_up: {
      progressive: true,
      captcha_enabled: false,
      captcha_widget_type: "smart",
      custom_action_required: false,
      mode: "public",
      legal_consent_enabled: false,
    },
    password_settings: {
      allowed_special_characters: "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~",
      disable_hibp: true,
      enforce_hibp_on_sign_in: false,
      disable_password_reverification: true,
      min_length: 8,
      max_length: 72,
      require_special_char: false,
      require_numbers: false,
      require_uppercase: false,
      require_lowercase: false,
      show_zxcvbn: false,
      min_zxcvbn_strength: 0,
    },
    passkey_settings: { allow_autofill: false, show_sign_in_button: false, satisfies_second_factor: false },
    username_settings: {
      min_length: 4,
      max_length: 64,
      allow_extended_special_characters: false,
      allow_numeric_usernames: false,
    },
    ...protections(),
  };
}

/** No lockouts or blocklists: developers and tests sign in all day. */
function protections() {
  const off = { enabled: false };
  return {
    restrictions: {
      allowlist: off,
      blocklist: off,
      allowlist_blocklist_disabled_on_sign_in: off,
      block_email_subaddresses: off,
      block_disposable_email_domains: off,
    },
    attack_protection: {
      user_lockout: { enabled: false, max_attempts: 100, duration_in_minutes: 60 },
      pii: off,
      email_link: { require_same_client: false },
      enumeration_protection: off,
    },
  };
}

type Attribute = {
  enabled?: boolean;
  required?: boolean;
  verifications?: string[];
  used_for_first_factor?: boolean;
  first_factors?: string[];
  verify_at_sign_up?: boolean;
};

function attribute(given: Attribute) {
  return {
    enabled: true,
    required: false,
    verifications: [],
    used_for_first_factor: false,
    first_factors: [],
    used_for_second_factor: false,
    second_factors: [],
    verify_at_sign_up: false,
    immutable: false,
    ...given,
  };
}
