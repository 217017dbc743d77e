package dev.syncline.cli.demo;

import java.util.List;

/** The words the store's records are made of: people, places, things to sell. Nobody is real. */
final class Words {
  private Words() {}

  static final List<String> FIRST_NAMES =
      List.of(
          "Ada", "Aiko", "Amara", "Anders", "Anna", "António", "Ayşe", "Beatriz", "Björn", "Brigid",
          "Camille", "Carlos", "Chiara", "Dagmar", "Daan", "Elif", "Émile", "Emma", "Fatima",
          "Felix", "Freja", "Giulia", "Grace", "Hanna", "Henrik", "Hugo", "Ines", "Ingrid", "Iris",
          "Jakub", "Jana", "João", "Jonas", "Julia", "Kasia", "Kofi", "Lars", "Léa", "Liam", "Linh",
          "Lucía", "Maeve", "Magnus", "Marek", "Marta", "Mateo", "Mehmet", "Milan", "Mina", "Nadia",
          "Niamh", "Noor", "Ola", "Olga", "Oskar", "Paula", "Priya", "Rafael", "Rosa", "Samuel",
          "Sara", "Seán", "Sofia", "Søren", "Stefan", "Tariq", "Tess", "Theo", "Tomáš", "Ula",
          "Vera", "Viktor", "Wanda", "Yara", "Yusuf", "Zoë", "Željko");

  static final List<String> LAST_NAMES =
      List.of(
          "Almeida",
          "Andersson",
          "Aydın",
          "Bakker",
          "Barros",
          "Becker",
          "Bianchi",
          "Brandt",
          "Byrne",
          "Carvalho",
          "Castillo",
          "Claes",
          "Costa",
          "Dąbrowski",
          "Demir",
          "de Vries",
          "Dubois",
          "Eriksen",
          "Farkas",
          "Ferrari",
          "Fischer",
          "Fleming",
          "Fontaine",
          "Gallagher",
          "García",
          "Girard",
          "Hansen",
          "Heikkinen",
          "Hoffmann",
          "Horvat",
          "Hughes",
          "Iversen",
          "Jansen",
          "Jensen",
          "Kamiński",
          "Keller",
          "Kowalska",
          "Kovács",
          "Laurent",
          "Lindqvist",
          "Lund",
          "Maier",
          "Marino",
          "Martins",
          "McCarthy",
          "Mensah",
          "Moreau",
          "Müller",
          "Nagy",
          "Nguyen",
          "Nielsen",
          "Novák",
          "Nowak",
          "O'Brien",
          "Okafor",
          "Olsen",
          "Papadopoulos",
          "Patel",
          "Pereira",
          "Peeters",
          "Petrov",
          "Popescu",
          "Ramos",
          "Ricci",
          "Rossi",
          "Saarinen",
          "Santos",
          "Schmidt",
          "Silva",
          "Šimić",
          "Sørensen",
          "Svoboda",
          "Tanaka",
          "Torres",
          "van Dijk",
          "Virtanen",
          "Vogel",
          "Walsh",
          "Weber",
          "Wójcik",
          "Yılmaz",
          "Zimmermann");

  /** Code, name, currency, in the EU, a city. */
  static final List<List<String>> COUNTRIES =
      List.of(
          List.of("AT", "Austria", "EUR", "yes", "Graz"),
          List.of("BE", "Belgium", "EUR", "yes", "Gent"),
          List.of("BG", "Bulgaria", "BGN", "yes", "Plovdiv"),
          List.of("CH", "Switzerland", "CHF", "no", "Zürich"),
          List.of("CZ", "Czechia", "CZK", "yes", "Brno"),
          List.of("DE", "Germany", "EUR", "yes", "Göttingen"),
          List.of("DK", "Denmark", "DKK", "yes", "Aarhus"),
          List.of("EE", "Estonia", "EUR", "yes", "Tartu"),
          List.of("ES", "Spain", "EUR", "yes", "Málaga"),
          List.of("FI", "Finland", "EUR", "yes", "Tampere"),
          List.of("FR", "France", "EUR", "yes", "Besançon"),
          List.of("GB", "United Kingdom", "GBP", "no", "Leeds"),
          List.of("GR", "Greece", "EUR", "yes", "Pátra"),
          List.of("HR", "Croatia", "EUR", "yes", "Šibenik"),
          List.of("HU", "Hungary", "HUF", "yes", "Pécs"),
          List.of("IE", "Ireland", "EUR", "yes", "Galway"),
          List.of("IS", "Iceland", "ISK", "no", "Akureyri"),
          List.of("IT", "Italy", "EUR", "yes", "Forlì"),
          List.of("LT", "Lithuania", "EUR", "yes", "Klaipėda"),
          List.of("LU", "Luxembourg", "EUR", "yes", "Esch"),
          List.of("LV", "Latvia", "EUR", "yes", "Liepāja"),
          List.of("MT", "Malta", "EUR", "yes", "Mdina"),
          List.of("NL", "Netherlands", "EUR", "yes", "Haarlem"),
          List.of("NO", "Norway", "NOK", "no", "Tromsø"),
          List.of("PL", "Poland", "PLN", "yes", "Łódź"),
          List.of("PT", "Portugal", "EUR", "yes", "Évora"),
          List.of("RO", "Romania", "RON", "yes", "Brașov"),
          List.of("SE", "Sweden", "SEK", "yes", "Malmö"),
          List.of("SI", "Slovenia", "EUR", "yes", "Maribor"),
          List.of("SK", "Slovakia", "EUR", "yes", "Košice"),
          List.of("TR", "Türkiye", "TRY", "no", "İzmir"),
          List.of("US", "United States", "USD", "no", "Portland"));

  static final List<String> COMPANIES =
      List.of(
          "Alpine Club",
          "Bikes & Boards",
          "Boathouse",
          "Climbing Hall",
          "Expeditions",
          "Guides",
          "Hiking School",
          "Hut Association",
          "Kayak Tours",
          "Outfitters",
          "Rescue Service",
          "Scout Group",
          "Ski School",
          "Trail Runners",
          "Travel",
          "Youth Hostel");

  static final List<String> TITLES =
      List.of("Account manager", "Buyer", "Support", "Warehouse", "Accounts", "Web shop");

  static final List<String> NOTES =
      List.of(
          "Prefers e-mail to the phone 📧",
          "Allergic to down, synthetic only 🪶🚫",
          "Käuft gern im Bündel 🎒🎒",
          "日本語での連絡を希望",
          "Deliver to the neighbour if nobody answers 🏡",
          "Asked for the \"winter 24\" catalogue; sent.",
          "Pays late, but always pays ⏳",
          "Très bonne cliente 🌟",
          "Wants the 4% club discount; see contract",
          "Facturar a la asociación, no a la persona",
          "Two shipping addresses:\n1) office\n2) hut, summer only ⛰️");

  static final List<String> REMARKS =
      List.of(
          "Gift wrap, please 🎁",
          "Leave at the back door",
          "Ring twice",
          "No paper invoice",
          "Needed before the trip on Friday!",
          "Sizes to be confirmed by phone");

  /**
   * A category, its subcategories, and what they sell, with a price in cents and a weight in grams.
   */
  static final List<Shelf> SHELVES =
      List.of(
          new Shelf(
              "Tents", "Trekking tents", List.of("1P Tent", "2P Tent", "3P Tent"), 28_900, 2_100),
          new Shelf("Tents", "Family tents", List.of("4P Tent", "6P Tent"), 54_900, 9_800),
          new Shelf("Tents", "Tarps", List.of("Tarp 3 × 3", "Tarp 4 × 4"), 11_900, 740),
          new Shelf(
              "Sleeping",
              "Down bags",
              List.of("Bag 0 °C", "Bag −8 °C", "Bag −20 °C"),
              34_900,
              1_050),
          new Shelf("Sleeping", "Mats", List.of("Mat S", "Mat M", "Mat L"), 12_900, 560),
          new Shelf("Packs", "Day packs", List.of("Pack 18 L", "Pack 24 L"), 8_900, 720),
          new Shelf("Packs", "Trekking packs", List.of("Pack 45 L", "Pack 65 L"), 21_900, 1_640),
          new Shelf("Cooking", "Stoves", List.of("Gas Stove", "Wood Stove"), 6_400, 310),
          new Shelf("Cooking", "Pots", List.of("Pot 0.9 L", "Pot Set"), 4_900, 420),
          new Shelf("Light", "Headlamps", List.of("Lamp 250 lm", "Lamp 450 lm"), 4_450, 88),
          new Shelf("Light", "Lanterns", List.of("Lantern"), 3_950, 260),
          new Shelf("Clothing", "Shells", List.of("Rain Jacket", "Wind Jacket"), 18_900, 390),
          new Shelf("Clothing", "Wool", List.of("Jumper", "Base Layer"), 9_490, 280),
          new Shelf("Clothing", "Hats", List.of("Beanie", "Sun Hat"), 2_990, 70),
          new Shelf(
              "On the water", "Dry bags", List.of("Dry Bag 10 L", "Dry Bag 35 L"), 2_450, 150),
          new Shelf("On the water", "Paddles", List.of("Paddle 220", "Paddle 240"), 13_900, 1_020));

  static final List<String> SERIES =
      List.of(
          "Alder", "Birch", "Curlew", "Dunlin", "Ember", "Fjell", "Gannet", "Heron", "Islay",
          "Juniper", "Kestrel", "Larch", "Merlin", "Nordic", "Osprey", "Petrel", "Quill", "Rowan",
          "Skua", "Tern");

  static final List<String> COLOURS =
      List.of("moss", "slate", "ochre", "teal", "rust", "sand", "ink", "cloud");

  /** A shelf of the shop. */
  record Shelf(String category, String subcategory, List<String> things, int cents, int grams) {}
}
