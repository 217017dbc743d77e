package dev.syncline.cli.demo;

/** The two systems that each hold a part of the store's records. */
public enum Half {
  /** Customer relations: who buys, who looks after them. The source. */
  CRM,
  /** The web shop. The target. */
  SHOP;

  String word() {
    return this == CRM ? "crm" : "shop";
  }
}
