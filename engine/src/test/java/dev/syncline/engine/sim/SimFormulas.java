package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.Side;
import dev.syncline.core.laws.MadeUp;
import dev.syncline.core.laws.Recipe;
import dev.syncline.core.value.Type;
import dev.syncline.engine.sim.SimMade.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws fields that formulas make: of mapped columns, keys, references and columns of their own; of
 * the latter alone where there is a way back.
 */
final class SimFormulas {
  private final SplittableRandom random;
  private final List<SimTable> tables;

  SimFormulas(SplittableRandom random, List<SimTable> tables) {
    this.random = random;
    this.tables = tables;
  }

  SimTable over(SimTable table) {
    List<SimMade> made = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      made.add(made(table, "m" + made.size()));
    }
    return table.with(made);
  }

  private SimMade made(SimTable table, String name) {
    Recipe recipe = pick(random, List.of(Recipe.values()));
    Side from = pick(random, List.of(Side.values()));
    boolean back = recipe.isReversible() && !oneIn(random, 4);
    MadeUp formula = new MadeUp(recipe, from, back, oneIn(random, 3));
    List<SimMade.Column> here =
        back ? List.of(own(name, recipe.isOfNumbers(), Use.OWN)) : read(table, from, recipe, name);
    List<SimMade.Column> there =
        List.of(
            recipe.makes() instanceof Type.Int
                ? new SimMade.Column(name, recipe.makes(), Normal.AS_IS, Use.OWN)
                : own(name, recipe.isOfNumbers(), back ? Use.OWN : use(recipe)));
    return from == Side.SOURCE
        ? new SimMade(name, formula, here, there)
        : new SimMade(name, formula, there, here);
  }

  /** The columns that a formula reads one way. */
  private List<SimMade.Column> read(SimTable table, Side from, Recipe recipe, String name) {
    List<SimMade.Column> known = readable(table, from, recipe.isOfNumbers());
    List<SimMade.Column> read = new ArrayList<>();
    while (read.size() < recipe.reads()) {
      boolean own = known.isEmpty() || oneIn(random, 3);
      read.add(
          own
              ? own(name + "of" + read.size(), recipe.isOfNumbers(), Use.OWN)
              : known.remove(random.nextInt(known.size())));
    }
    return read;
  }

  private Use use(Recipe recipe) {
    boolean unique = !recipe.isOfNumbers() && recipe != Recipe.CONSTANT && oneIn(random, 2);
    return oneIn(random, 6) ? unique ? Use.UNIQUE : Use.REQUIRED : Use.OWN;
  }

  private SimMade.Column own(String name, boolean ofNumbers, Use use) {
    Type type = pick(random, ofNumbers ? SimSchema.NUMBERS : SimSchema.TEXTS);
    Normal normal = use == Use.UNIQUE ? Normal.AS_IS : SimSchema.normal(random, type);
    return new SimMade.Column(name, type, normal, use);
  }

  /** Columns that are there anyway. */
  private List<SimMade.Column> readable(SimTable table, Side side, boolean numbers) {
    List<SimMade.Column> columns = new ArrayList<>();
    for (SimTable.Value v : table.values()) {
      if ((numbers ? SimSchema.NUMBERS : SimSchema.TEXTS).contains(v.type(side))) {
        columns.add(new SimMade.Column(v.name(), v.type(side), v.normal(side), Use.SHARED));
      }
    }
    if (!numbers) {
      columns.add(key("code", SimTable.CODE));
    } else if (!table.end(side).natural()) {
      columns.add(key("id", SimTable.ID));
    }
    for (SimTable.Reference r : table.references()) {
      SimTable parent = tables.get(r.to());
      if (parent.end(side).natural() != numbers) {
        columns.add(key(r.name(), parent.keyType(side)));
      }
    }
    return columns;
  }

  private static SimMade.Column key(String name, Type type) {
    return new SimMade.Column(name, type, Normal.AS_IS, Use.SHARED);
  }
}
