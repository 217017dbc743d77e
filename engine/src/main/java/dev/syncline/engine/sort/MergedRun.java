package dev.syncline.engine.sort;

import java.io.IOException;
import java.util.List;

/**
 * Several runs as one: a tournament in which each run plays with the record it is at, of which only
 * the games of the last winner's run are played again (Knuth, "The Art of Computer Programming" 3,
 * 5.4.1: a tree of losers).
 */
final class MergedRun extends Run {
  private final Run[] runs;
  private final long[] prefixes;
  private final boolean[] ended;
  private final int skip;

  /** {@code losers[0]} is the winner; {@code losers[n]} lost the game at node {@code n}. */
  private final int[] losers;

  private boolean begun;

  /**
   * @param runs two or more
   * @param common how many bytes all keys begin with alike
   */
  MergedRun(List<Run> runs, int common) {
    this.runs = runs.toArray(Run[]::new);
    this.skip = common;
    this.prefixes = new long[this.runs.length];
    this.ended = new boolean[this.runs.length];
    this.losers = new int[this.runs.length];
  }

  @Override
  boolean next() throws IOException {
    if (!begun) {
      begun = true;
      for (int i = 0; i < runs.length; i++) {
        advance(i);
      }
      losers[0] = play(1);
    } else if (!ended[losers[0]]) {
      replay(losers[0]);
    }
    int winner = losers[0];
    if (ended[winner]) {
      return false;
    }
    Run run = runs[winner];
    bytes = run.bytes;
    start = run.start;
    keyAt = run.keyAt;
    keyLength = run.keyLength;
    payloadLength = run.payloadLength;
    return true;
  }

  private void advance(int i) throws IOException {
    Run run = runs[i];
    if (run.next()) {
      prefixes[i] = run.prefix(skip) + Long.MIN_VALUE;
    } else {
      ended[i] = true;
    }
  }

  /** Plays all games below a node for the first time, and returns the winner. */
  private int play(int node) {
    if (node >= runs.length) {
      return node - runs.length;
    }
    int left = play(2 * node);
    int right = play(2 * node + 1);
    boolean leftWins = before(left, right);
    losers[node] = leftWins ? right : left;
    return leftWins ? left : right;
  }

  private void replay(int last) throws IOException {
    advance(last);
    int winner = last;
    for (int node = (last + runs.length) >>> 1; node > 0; node >>>= 1) {
      int loser = losers[node];
      if (before(loser, winner)) {
        losers[node] = winner;
        winner = loser;
      }
    }
    losers[0] = winner;
  }

  private boolean before(int a, int b) {
    if (ended[a] || ended[b]) {
      return ended[b] && !ended[a];
    }
    if (prefixes[a] != prefixes[b]) {
      return prefixes[a] < prefixes[b];
    }
    return runs[a].compareTo(runs[b], skip) < 0;
  }
}
