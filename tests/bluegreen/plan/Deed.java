package bluegreen.plan;

import bluegreen.nginx.SiteFile;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.runner.Runner.Upkeep;
import java.nio.file.Path;
import java.util.Optional;

/** Carries out single actions on an imagined machine, as the real thing would on a real one. */
final class Deed {
  private final World world;

  Deed(World world) {
    this.world = world;
  }

  void perform(Action action) {
    if (action instanceof FileAction.StoreRelease a) {
      world.store(a.release());
    } else if (action instanceof FileAction.Enter a) {
      world.recorded = Optional.of(a.layout());
    } else if (action instanceof NginxAction.RenameNginxFile a) {
      world.former = Optional.empty();
    } else if (action instanceof FileAction.CreateFolder a) {
      world.folders.remove(a.folder());
    } else if (action instanceof FileAction.CreateWorkdir a) {
      world.folders.remove(a.folder());
    } else if (action instanceof NginxAction.InstallNginx) {
      world.installed = true;
    } else if (action instanceof NginxAction.Point a) {
      world.marker = Optional.of(a.slot());
    } else if (action instanceof NginxAction.WriteNginxFile a) {
      write(a);
    } else if (action instanceof NginxAction.ReloadNginx
        || action instanceof NginxAction.StartNginx) {
      world.running = true;
      world.loaded = world.site;
    } else if (action instanceof FileAction.CreateKey) {
      world.keyed = true;
    } else if (action instanceof FileAction.TellRoles) {
      world.places.values().forEach(place -> place.told = true);
    } else if (action instanceof SlotAction.StopSlot a) {
      world.at(a.slot()).stop();
    } else if (action instanceof SlotAction.StopForeign a) {
      stopForeign(a.port());
    } else if (action instanceof SlotAction.StartSlot a) {
      world.start(a.launch());
    } else if (action instanceof SlotAction.KeepSlot a) {
      world.at(a.slot()).upkeep = Upkeep.NONE;
    } else if (action instanceof Action.Switch a) {
      switchOver(a);
    } else if (action instanceof FileAction.Remove a) {
      remove(a.path());
    } else if (action instanceof FileAction.KeepEdited
        || action instanceof FileAction.KeepStrangers) {
      return; // Nothing that a plan looks at.
    } else {
      look(action);
    }
  }

  private void write(NginxAction.WriteNginxFile action) {
    if (action.file().equals(world.playbook.file())) {
      world.site = Optional.of(action.after());
    } else {
      world.conf = Optional.of(action.after());
    }
  }

  private void stopForeign(int port) {
    world.places.forEach((slot, place) -> place.foreign &= world.playbook.port(slot) != port);
  }

  private void switchOver(Action.Switch action) {
    action.from().ifPresent(from -> world.at(from).served = true);
    world.marker = Optional.of(action.to());
    if (action.site().isPresent()) {
      write(action.site().get());
      world.loaded = world.site;
    }
    world.at(action.to()).served = true;
  }

  private void remove(Path path) {
    world.releases.removeIf(r -> r.folder().equals(path));
    world.leftovers.remove(path);
    world.logs.remove(path);
    world.places.forEach(
        (slot, place) -> place.served &= !path.equals(World.DIR.servedMarker(slot)));
  }

  private void look(Action action) {
    if (action instanceof LookAction.AwaitHealth a) {
      demand(healthy(a.slot(), a.endpoint()), "waits in vain for health: " + a);
    } else if (action instanceof LookAction.AwaitNginx a) {
      demand(world.chosen().equals(Optional.of(a.slot())), "nginx has chosen not " + a);
      String loaded = world.loaded.flatMap(SiteFile::read).orElseThrow().configuration();
      demand(loaded.equals(a.configuration()), "nginx has not loaded " + a);
    } else if (action instanceof LookAction.VerifyThrough a) {
      demand(world.answering().equals(Optional.of(a.slot())), "nginx serves not " + a);
      demand(healthy(a.slot(), a.endpoint()), "serves from elsewhere or is not well: " + a);
    } else if (!(action instanceof LookAction.Drain
        || action instanceof LookAction.Watch
        || action instanceof Action.RunTask
        || action instanceof NginxAction.TryNginxFiles
        || action instanceof LookAction.AskOthers
        || action instanceof LookAction.AskVisitors)) {
      throw new IllegalArgumentException("no action of a deployment: " + action);
    }
  }

  private boolean healthy(Slot slot, Endpoint endpoint) {
    Place place = world.at(slot);
    return place.healthy && place.port().orElse(0) == endpoint.port();
  }

  private static void demand(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
