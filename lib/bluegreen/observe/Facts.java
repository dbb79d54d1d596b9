package bluegreen.observe;

import bluegreen.host.Edit;
import bluegreen.nginx.Approach;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.SiteWays;
import bluegreen.nginx.conf.Directive;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.runner.Launch;
import bluegreen.state.Release;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was seen of the machine before a plan is made.
 *
 * @param defects what is wrong with what the playbook names
 * @param wanted the release that shall serve; empty where it could not be told (a defect says why),
 *     and where none is asked for
 * @param stored whether {@code wanted} is stored already
 * @param artifactBytes the size of the artifact
 * @param launches how {@code wanted} would be started in each slot
 * @param units the files that would be written for whoever starts it there, where it is not us
 * @param releases all stored releases: those that have served first, the newest first among each
 * @param strangers what is in those that are to go and was not put there by us
 * @param leftovers half-stored releases of killed runs
 * @param folders those of the app's folders that are missing
 * @param logs the log files there are
 * @param kept what is kept already of what others have made
 * @param root whether we are root
 * @param front the user's own nginx, where ours is behind it
 * @param setting what is around nginx
 * @param folder the app's own folder
 * @param created what tasks are to create and is there already
 * @param keeps whether what is started has to be kept: started again when it fails or with the
 *     machine
 * @param circumstances the machine itself
 * @param estate what the app, and other apps of ours, have of this machine
 * @param uses who needs the processes of others that hold ports, by port
 * @param inside what is in the releases that this is about
 */
public record Facts(
    Defects defects,
    Optional<Release> wanted,
    boolean stored,
    long artifactBytes,
    Map<Slot, Launch> launches,
    Map<Slot, Edit> units,
    Map<Slot, SlotFacts> slots,
    NginxFacts nginx,
    List<Release> releases,
    List<ForeignFiles> strangers,
    List<Path> leftovers,
    List<Path> folders,
    List<Path> logs,
    List<Path> kept,
    boolean root,
    Optional<FrontFacts> front,
    NginxSetting setting,
    FolderFacts folder,
    Set<Path> created,
    boolean keeps,
    Circumstances circumstances,
    Estate estate,
    Map<Integer, PortUse> uses,
    Inside inside) {

  /** The ways to our site and beside it. */
  public Approach approach() {
    return setting.approach();
  }

  /** Where our site is asked: {@code nginx.url}, unless another block answers just there. */
  public String url(Playbook.Nginx nginx) {
    return new SiteWays(nginx, approach().entrances()).main().url();
  }

  /** What has nginx count the requests to our site, and refuse those that are too many. */
  public List<Directive> limits(Playbook.Nginx nginx) {
    return new SiteWays(nginx, approach().entrances()).limits();
  }

  /** Who needs whoever holds a port. */
  public PortUse use(int port) {
    return uses.getOrDefault(port, PortUse.none());
  }

  /** A slot's facts. */
  public SlotFacts of(Slot slot) {
    return slots.get(slot);
  }

  /**
   * The slot that serves: the one nginx points at, or, where nothing answers there any more, the
   * standby that nginx falls back to.
   */
  public Optional<Slot> serving() {
    return serving(nginx, slots);
  }

  static Optional<Slot> serving(NginxFacts nginx, Map<Slot, SlotFacts> slots) {
    return nginx
        .pointed()
        .flatMap(
            pointed -> {
              SlotFacts first = slots.get(pointed);
              SlotFacts backup = slots.get(pointed.other());
              boolean fallsBack = backup.standsBy() && backup.listening();
              if (first.running().isPresent() && (first.listening() || !fallsBack)) {
                return Optional.of(pointed);
              }
              return backup.standsBy() ? Optional.of(backup.slot()) : Optional.empty();
            });
  }
}
