package bluegreen.state;

import bluegreen.playbook.Slot;
import java.nio.file.Path;
import java.util.Set;

/** The app's folder: what is kept where. */
public record AppDir(Path root) {
  /** Of the folder of markers: nginx may look for a name in it, and nobody may list the names. */
  public static final int LIVE_MODE = 0711;

  /** By hand, as is the other: Java makes them at the first call, anew in each run. */
  @Override
  public boolean equals(Object other) {
    return other instanceof AppDir o && root.equals(o.root);
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  /** The kernel's lock is on this file; nothing is ever written into it. */
  public Path lock() {
    return root.resolve("lock");
  }

  /** The stored releases, a folder each. */
  public Path releases() {
    return root.resolve("releases");
  }

  /** What was started in each slot. */
  public Path slots() {
    return root.resolve("slots");
  }

  /**
   * The permissions of one of these folders and files: what was started how is nobody else's
   * concern, and whoever may read a file may lock it.
   */
  public int mode(Path path) {
    if (path.equals(lock())) {
      return 0600;
    }
    if (path.equals(live())) {
      return LIVE_MODE;
    }
    if (path.equals(evidence())) {
      return 0750;
    }
    return path.equals(history())
        ? 0640
        : path.equals(slots()) || path.equals(cache()) ? 0700 : 0755;
  }

  /** The record of one slot. */
  public Path slot(Slot slot) {
    return slots().resolve(slot + ".json");
  }

  /** The folder that nginx's workers look into on every request. */
  public Path live() {
    return root.resolve("live");
  }

  /** The marker: while it is there, traffic goes to green; while it is not, to blue. */
  public Path greenMarker() {
    return live().resolve("green");
  }

  /** While it is there, that slot holds a version that has served, so nginx may fall back to it. */
  public Path servedMarker(Slot slot) {
    return live().resolve("served-" + slot);
  }

  /** While it is there, each answer closes its connection: for the moment before a reload. */
  public Path closingMarker() {
    return live().resolve("closing");
  }

  /** While it leads to a thread that works, nginx writes down what visitors get. */
  public Path countingMarker() {
    return live().resolve("counting");
  }

  /** The name of the file that was written for Prometheus. */
  public Path metrics() {
    return root.resolve("metrics");
  }

  /** Where the process in each slot finds what it is to visitors. */
  public Path roles() {
    return root.resolve("roles");
  }

  /** Where certificate authorities find the answers to their challenges, by plain HTTP. */
  public Path acme() {
    return root.resolve("acme");
  }

  /** Where the app runs and keeps what is to outlive a release, unless the playbook says where. */
  public Path work() {
    return root.resolve("work");
  }

  /** The output of what ran in the slots, a file for each release and slot. */
  public Path logs() {
    return root.resolve("logs");
  }

  /** What was deployed when, a JSON object a line. */
  public Path history() {
    return root.resolve("history.jsonl");
  }

  /** What is known of the last deployments, a file each. */
  public Path evidence() {
    return root.resolve("evidence");
  }

  /** There once visitors were seen to reach us through the user's own nginx. */
  public Path frontSeen() {
    return root.resolve("front-seen");
  }

  /** What the user's included file held before one value of it was replaced. */
  public Path originalInclude() {
    return root.resolve("include.original");
  }

  /** The name of the user whose app visitors reached by that value. */
  public Path originalOwner() {
    return root.resolve("include.owner");
  }

  /** Whose folder this is: the app and its site. */
  public Path owner() {
    return root.resolve("owner.json");
  }

  /** All that we put into the folder: what has another name is somebody else's. */
  public Set<Path> children() {
    return Set.of(
        lock(),
        releases(),
        slots(),
        live(),
        roles(),
        metrics(),
        acme(),
        logs(),
        history(),
        evidence(),
        originalInclude(),
        originalOwner(),
        frontSeen(),
        nginx(),
        loaded(),
        intent(),
        owner(),
        made(),
        artifact(),
        cache(),
        kept(),
        work());
  }

  /** Those of them that are folders. */
  public Set<Path> folders() {
    return Set.of(
        releases(),
        slots(),
        live(),
        roles(),
        acme(),
        logs(),
        evidence(),
        nginx(),
        cache(),
        kept(),
        work());
  }

  /** Which folders were not there before us, this one and those above it, a line each. */
  public Path made() {
    return root.resolve("made");
  }

  /** The digest of the file that was stored last, where that one is large. */
  public Path artifact() {
    return root.resolve("artifact.json");
  }

  /** What is fetched, until it is stored; for the deployer alone. */
  public Path cache() {
    return root.resolve("cache");
  }

  /** What others have put into a release, when that one was removed. */
  public Path kept() {
    return root.resolve("kept");
  }

  /** Our nginx behind the user's own: its configuration, its logs, its temporary files. */
  public Path nginx() {
    return root.resolve("nginx");
  }

  /** The digest of the file of ours that nginx's stream block has loaded. */
  public Path loaded() {
    return root.resolve("loaded");
  }

  /** The sockets of that nginx: one for each slot, and others. */
  public Path sockets() {
    return nginx().resolve("s");
  }

  /** While traffic is switched by a link: where it leads. */
  public Path liveSocket() {
    return live().resolve("live.sock");
  }

  /** What the run under way is about; left behind by a run that was killed. */
  public Path intent() {
    return root.resolve("intent.json");
  }
}
