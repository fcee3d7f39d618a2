/** Names of seeded companies, people, projects and tasks. */

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

export const companyFirst = words(`
  North River Stone Amber Blue Bright Cedar Clear Copper Crown Delta Eagle East Echo Ember Fern Flint Forge Garden Glass
  Golden Granite Green Harbor Hazel High Iron Ivory Juniper Lake Linden Lunar Maple Marble Meadow Mint Noble Oak Onyx Opal`);
export const companySecond = words(`
  Works Labs Foods Freight Studio Media Health Energy Books Tools Systems Partners Travel Motors Textiles Optics Robotics
  Analytics Farms Brewing Logistics Security Finance Interiors Outfitters Publishing Bakery Ceramics Cycles Gardens Games
  Instruments Kitchens Legal Marine Metals Networks Paper Pharmacy Pictures Plastics Records Software Solar Sports Supply
  Timber Toys Water Wood`);

export const firstNames = words(`
  Ada Amir Anna Ben Carla Chen Chloe Dario Elena Elias Emma Farid Fatima Felix Grace Hana Hugo Ines Ivan Jana Jonas Kai
  Lara Leo Lina Lukas Maya Mateo Mila Nadia Noah Nora Omar Paula Priya Rosa Samir Sofia Tom Yuki`);
export const lastNames = words(`
  Adeyemi Almeida Andersen Bauer Becker Bianchi Brandt Castro Cohen Costa Dubois Eriksen Fischer Fontaine Garcia Haddad
  Hansen Ito Ivanova Jensen Kim Kowalski Larsen Lindqvist Marsh Meyer Moreau Nakamura Novak Okafor Patel Petrova Reyes
  Rossi Santos Schmidt Silva Tanaka Weber Yilmaz`);

export const projectSubjects = [
  ...[
    "Website",
    "Customer portal",
    "Warehouse",
    "Mobile app",
    "Pricing",
    "Onboarding",
    "Annual report",
    "Brand",
  ],
  ...["Supplier contracts", "Support desk", "Data platform", "Recruiting", "Security review", "Newsletter"],
  ...["Showroom", "Payroll", "Product catalogue", "Spring campaign", "Billing", "Training"],
];
export const projectKinds = words("relaunch migration audit pilot redesign clean-up rollout roadmap");
export const projectGoals = [
  "Ready before the season begins, with room for what will surprise us.",
  "Fewer clicks for customers, fewer questions for support.",
  "What the auditor asked for, in the order they asked for it.",
  "A small first version, shown to five customers, then a decision.",
  "Move what is used, write down what is not, and switch the old one off.",
  "Agree on one way to do it, and stop doing it in four.",
];

export const taskVerbs = words("Draft Review Plan Test Update Measure Document Schedule Order Compare");
export const taskObjects = [
  ...["the first version", "the budget", "photographs", "the contract", "the checklist", "three offers"],
  ...["the kick-off", "open questions", "the numbers", "the interview notes", "the release", "the handover"],
];

export const colors = words("slate red orange amber green teal blue violet");
