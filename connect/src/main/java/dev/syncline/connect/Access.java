package dev.syncline.connect;

import java.util.List;

/**
 * What somebody is going to do to one object, as far as rights are concerned.
 *
 * @param object as {@link Connector#objects()} names it
 * @param reads names of the columns that are read
 * @param inserts names of the columns that new rows are given; empty: no rows are added
 * @param updates names of the columns that are changed; empty: none
 * @param deletes whether rows are removed
 */
public record Access(
    String object,
    List<String> reads,
    List<String> inserts,
    List<String> updates,
    boolean deletes) {
  public Access {
    reads = List.copyOf(reads);
    inserts = List.copyOf(inserts);
    updates = List.copyOf(updates);
  }
}
