package dev.syncline.cli.demo;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kind of record of the store, under the names that each system has for it. Read the constants as
 * the mapping a person would draw: left the CRM, right the shop.
 *
 * @param crm its table in the CRM
 * @param shop its table in the shop
 * @param crmId the CRM's generated key; empty where the first field is the key
 * @param shopId the same in the shop
 * @param fields what both systems know of it; the first is what people know it by
 */
public record Entity(String crm, String shop, String crmId, String shopId, List<Field> fields) {

  public static final Entity COUNTRY =
      new Entity(
          "country",
          "countries",
          "",
          "",
          List.of(same("code"), same("name"), same("currency"), same("in_eu")));

  public static final Entity EMPLOYEE =
      new Entity(
          "employee",
          "employees",
          "employee_id",
          "id",
          List.of(
              same("email"),
              pair("first_name", "given_name"),
              pair("last_name", "family_name"),
              pair("job_title", "title"),
              toSelf("manager_id", "manager_id"),
              pair("hired_on", "hired"),
              same("active")));

  public static final Entity CATEGORY =
      new Entity(
          "category",
          "categories",
          "category_id",
          "id",
          List.of(same("slug"), same("name"), toSelf("parent_id", "parent_id")));

  public static final Entity CUSTOMER =
      new Entity(
          "customer",
          "customers",
          "customer_id",
          "id",
          List.of(
              pair("email", "email_address"),
              pair("first_name", "given_name"),
              pair("last_name", "family_name"),
              same("company"),
              same("phone"),
              same("city"),
              to(COUNTRY, "country_code", "country"),
              pair("born_on", "born"),
              same("newsletter"),
              same("credit_limit"),
              same("notes"),
              to(EMPLOYEE, "account_manager_id", "account_manager"),
              pair("created_at", "created")));

  public static final Entity PRODUCT =
      new Entity(
          "product",
          "products",
          "",
          "id",
          List.of(
              same("sku"),
              pair("name", "title"),
              to(CATEGORY, "category_id", "category_id"),
              same("price"),
              same("weight_kg"),
              same("stock"),
              same("discontinued"),
              same("attributes"),
              pair("listed_at", "listed")));

  public static final Entity ORDER =
      new Entity(
          "order",
          "orders",
          "order_id",
          "id",
          List.of(
              same("number"),
              to(CUSTOMER, "customer_id", "customer_id"),
              same("status"),
              pair("placed_at", "placed"),
              same("ship_by"),
              same("gift"),
              same("total"),
              same("remark")));

  public static final Entity LINE =
      new Entity(
          "order_line",
          "order_lines",
          "",
          "id",
          List.of(
              to(ORDER, "order_id", "order_id"),
              same("line_no"),
              to(PRODUCT, "product_sku", "product_id"),
              same("quantity"),
              same("unit_price")));

  public static final Entity PAYMENT =
      new Entity(
          "payment",
          "payments",
          "",
          "id",
          List.of(
              same("reference"),
              to(ORDER, "order_id", "order_id"),
              same("method"),
              same("amount"),
              pair("paid_at", "paid")));

  /** All of them, parents before children. */
  public static final List<Entity> ALL =
      List.of(COUNTRY, EMPLOYEE, CATEGORY, CUSTOMER, PRODUCT, ORDER, LINE, PAYMENT);

  /**
   * What both systems know of a record.
   *
   * @param crm the CRM's column
   * @param shop the shop's column
   * @param refersTo the kind of record it refers to; null when it is a plain value
   * @param toSelf it refers to a record of the same kind
   */
  public record Field(String crm, String shop, @Nullable Entity refersTo, boolean toSelf) {
    /** Its column in a half. */
    public String column(Half half) {
      return half == Half.CRM ? crm : shop;
    }
  }

  /** Its table in a half. */
  public String table(Half half) {
    return half == Half.CRM ? crm : shop;
  }

  /** Its generated key in a half; empty where the first field is the key. */
  public String id(Half half) {
    return half == Half.CRM ? crmId : shopId;
  }

  /** The columns of a half: the generated key if there is one, then the fields. */
  List<String> columns(Half half) {
    Stream<String> id = Stream.of(id(half)).filter(c -> !c.isEmpty());
    return Stream.concat(id, fields.stream().map(f -> f.column(half))).toList();
  }

  /** The position of a field, by its name in the CRM. */
  int position(String crmName) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).crm().equals(crmName)) {
        return i;
      }
    }
    throw new IllegalArgumentException(crm + " has no field " + crmName);
  }

  private static Field same(String name) {
    return pair(name, name);
  }

  private static Field pair(String crm, String shop) {
    return new Field(crm, shop, null, false);
  }

  private static Field to(Entity entity, String crm, String shop) {
    return new Field(crm, shop, entity, false);
  }

  private static Field toSelf(String crm, String shop) {
    return new Field(crm, shop, null, true);
  }
}
