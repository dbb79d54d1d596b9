package bluegreen.plan;

import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.nginx.Probe.Way;
import bluegreen.observe.SlotFacts;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import java.time.Duration;
import java.util.List;

/** An action that changes nothing: it asks, waits, watches. */
public sealed interface LookAction extends Action {
  /** Carries each kind of them out. */
  interface Work {
    Done askOthers(AskOthers action) throws HostFailure, InterruptedException;

    Done askVisitors(AskVisitors action) throws HostFailure, InterruptedException;

    Done awaitNginx(AwaitNginx action) throws HostFailure, InterruptedException;

    Done awaitHealth(AwaitHealth action) throws HostFailure, InterruptedException;

    Done verifyThrough(VerifyThrough action) throws HostFailure, InterruptedException;

    Done drain(Drain action) throws HostFailure, InterruptedException;

    Done watch(Watch action) throws HostFailure, InterruptedException;
  }

  /** Has it carried out. */
  Done carryOut(Work work) throws HostFailure, InterruptedException;

  @Override
  default Done carryOut(Action.Work work) throws HostFailure, InterruptedException {
    return work.look(this);
  }

  @Override
  default boolean changes() {
    return false;
  }

  @Override
  default boolean tells() {
    return true;
  }

  /**
   * Asks who answers on the ways of other server blocks, whose requests must not come to us.
   *
   * @param again whether it is the second time, whose answers are compared with the first
   */
  record AskOthers(List<Way> ways, boolean again) implements LookAction {
    @Override
    public String describe() {
      return again
          ? "ask them again, and compare"
          : "ask " + Texts.count(ways.size(), "way") + " of other server blocks who answers there";
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.askOthers(this);
    }
  }

  /**
   * Asks what visitors of ours get, some of whom a rule of {@code nginx.location} may keep away.
   *
   * @param again whether it is the second time, whose answers are compared with the first
   */
  record AskVisitors(String url, boolean again) implements LookAction {
    @Override
    public String describe() {
      return "ask " + url + " as a visitor does" + (again ? ", and compare" : "");
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.askVisitors(this);
    }
  }

  /**
   * Waits until nginx answers with the configuration that it was just given.
   *
   * @param configuration the digest of the file that nginx is to have loaded
   */
  record AwaitNginx(String url, Slot slot, Endpoint endpoint, String configuration)
      implements LookAction {
    @Override
    public String describe() {
      return "ask " + url + " which slot nginx has chosen";
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.awaitNginx(this);
    }
  }

  /** Waits until a slot is healthy. */
  record AwaitHealth(Slot slot, Endpoint endpoint, String url) implements LookAction {
    @Override
    public String describe() {
      return "wait for " + url;
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.awaitHealth(this);
    }
  }

  /** Checks that nginx serves a slot. */
  record VerifyThrough(String url, Slot slot, Endpoint endpoint) implements LookAction {
    @Override
    public String describe() {
      return "ask " + url;
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.verifyThrough(this);
    }
  }

  /**
   * Waits until nginx has no request in hand where no new one comes.
   *
   * @param what whose endpoint it is
   * @param cut whether what is left then is cut off, because the process is stopped next
   * @param late whether requests may come there yet: an nginx had sent them there that was had read
   *     its files anew, and an old worker of it sends a body on only once it has all of it
   */
  record Drain(String what, Endpoint endpoint, boolean cut, boolean late) implements LookAction {
    /** The one where no request comes any more but those that are there. */
    public Drain(String what, Endpoint endpoint, boolean cut) {
      this(what, endpoint, cut, false);
    }

    /** The one before a slot's process is stopped. */
    static Drain beforeStopping(SlotFacts seen) {
      return new Drain(seen.slot().label(), seen.endpoint(), true);
    }

    /** The one before something is stopped that visitors have been led away from by a reload. */
    static Drain afterReload(String what, Endpoint endpoint) {
      return new Drain(what, endpoint, true, true);
    }

    @Override
    public String describe() {
      String old = late ? ", and for old workers of nginx that may send some there yet" : "";
      return "wait for requests in flight on " + what + " " + endpoint + old;
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.drain(this);
    }
  }

  /**
   * Watches a slot that traffic has just been moved to.
   *
   * @param time how long, counted from the switch
   */
  record Watch(Slot slot, Endpoint endpoint, Duration time) implements LookAction {
    @Override
    public String describe() {
      return "watch "
          + slot
          + " "
          + endpoint
          + " until "
          + Texts.seconds(time)
          + " after the switch, and switch back if it fails";
    }

    @Override
    public Done carryOut(Work work) throws HostFailure, InterruptedException {
      return work.watch(this);
    }
  }
}
