package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.engine.store.Due;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What is wrong with a sync that came to rest, by all that can be asked about it. */
final class Judgement {
  private Judgement() {}

  static List<String> of(
      SimSchema schema,
      Map<Side, MemoryDatabase> databases,
      SimEngine engine,
      Chronicle chronicle,
      List<Due> due,
      SplittableRandom random) {
    List<String> problems = new ArrayList<>(chronicle.problems());
    Links links = Links.of(engine.store(), schema);
    problems.addAll(links.problems());
    Agreement agreement =
        new Agreement(schema, chronicle, links, due, SimPins.of(engine.store(), schema));
    problems.addAll(agreement.problems());
    problems.addAll(new Edits(schema, chronicle, engine.store()).problems());
    problems.addAll(new Identity(schema, chronicle, engine.store()).problems());
    problems.addAll(
        new Sabotage(schema, databases, engine, chronicle, links, random).problems(agreement));
    return problems;
  }
}
