package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Trace;
import bluegreen.playbook.Remote;
import java.util.Optional;
import java.util.OptionalLong;

/** Whoever has a file come from elsewhere. */
sealed interface Bringer permits WebBringer, ProgramBringer {
  /** The one that a playbook names. */
  static Bringer of(Remote remote) {
    return remote instanceof Remote.Download download
        ? new WebBringer(download)
        : new ProgramBringer((Remote.Fetch) remote);
  }

  /**
   * What can be told of a file without having it.
   *
   * @param origin by what it is known again; empty where it may be another one each time
   * @param digest 64 hex digits
   */
  record Promise(Optional<String> origin, Optional<String> digest, OptionalLong bytes) {}

  /** Looks what there is, and fetches nothing of it. */
  Promise promise(Trace trace) throws HostFailure, InterruptedException;

  /**
   * Has it come into the cache, by its name.
   *
   * @return what is known of what has come
   */
  Promise bring(Cache cache, AtomicFiles files) throws HostFailure, InterruptedException;

  /** Where it comes from, without what is secret in that. */
  String shown();

  /** What was fetched, and how. */
  String what(String size);

  /** What is to be done. */
  String aim();
}
