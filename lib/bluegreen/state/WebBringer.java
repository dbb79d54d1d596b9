package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Download;
import bluegreen.host.Downloads;
import bluegreen.host.HostFailure;
import bluegreen.host.Offer;
import bluegreen.host.Trace;
import bluegreen.host.WebAddress;
import bluegreen.playbook.Remote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fetches a file from a URL. */
record WebBringer(Remote.Download remote) implements Bringer {
  private Downloads.Wish wish() {
    return new Downloads.Wish(WebAddress.of(remote.url()), remote.headers());
  }

  @Override
  public Promise promise(Trace trace) throws HostFailure, InterruptedException {
    Offer offer = new Downloads(trace).look(wish());
    if (offer.isPage()) {
      throw new HostFailure(
          shown() + " answers with a page of HTML, such as a login; see app.headers");
    }
    return promise(offer);
  }

  private Promise promise(Offer offer) {
    return new Promise(origin(offer), offer.sha256(), offer.bytes());
  }

  /** Where the server says nothing of the file, it may be another one each time. */
  private Optional<String> origin(Offer offer) {
    List<String> parts = new ArrayList<>(List.of("url", wish().address().uri().toString()));
    parts.addAll(offer.marks());
    return offer.isKnown() ? Optional.of(Artifact.digestOf(parts)) : Optional.empty();
  }

  @Override
  public Promise bring(Cache cache, AtomicFiles files) throws HostFailure, InterruptedException {
    Path part = cache.part(remote.name());
    String whose = Artifact.digestOf(List.of(wish().address().uri().toString()));
    Downloads downloads = new Downloads(files.trace());
    Offer offer = new Download(downloads, wish(), whose, part, files).fetch();
    files.rename(part, cache.file(remote.name()));
    files.remove(Download.stamp(part));
    return promise(offer);
  }

  @Override
  public String shown() {
    return wish().address().shown();
  }

  @Override
  public String what(String size) {
    return size.isEmpty() ? shown() : size + "from " + shown();
  }

  @Override
  public String aim() {
    return "fetch " + shown();
  }
}
