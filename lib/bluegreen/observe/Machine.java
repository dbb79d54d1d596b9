package bluegreen.observe;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Http;
import bluegreen.host.Interruption;
import bluegreen.host.Processes;
import bluegreen.nginx.Front;
import bluegreen.nginx.Nginx;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import java.time.Duration;
import java.util.Optional;

/**
 * The hands and eyes of a run: every touch of this machine goes through one of these.
 *
 * @param interruption whether we have been told to stop
 * @param patience how long to wait for another app's run that works on nginx's configuration
 */
public record Machine(
    Commands commands,
    Http http,
    AtomicFiles files,
    Processes processes,
    Interruption interruption,
    Duration patience) {

  /** The user's own nginx, where ours is behind it. */
  public Optional<Front> front(Playbook playbook, AppDir dir) {
    return Front.of(playbook, dir, commands, http, files, processes, patience);
  }

  /** The nginx of one playbook on this machine. */
  public Nginx nginx(Playbook playbook, AppDir dir) {
    return new Nginx(playbook, dir, commands, http, files, processes, patience);
  }
}
