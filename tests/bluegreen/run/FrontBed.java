package bluegreen.run;

import bluegreen.nginx.SetValue;
import bluegreen.plan.Action;
import bluegreen.plan.FrontAction.GiveBack;
import bluegreen.plan.FrontAction.LookAtFront;
import bluegreen.plan.FrontAction.ReloadFront;
import bluegreen.plan.FrontAction.ReplaceValue;
import bluegreen.playbook.Playbook.Behind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A user's own nginx that sends visitors to an old app, and ours behind it with a new one. */
abstract class FrontBed {
  static final String VARIABLE = "service_url";

  @TempDir Path folder;

  StubApp old;
  StubFront visitors;
  Bench bench;
  FrontWork work;
  Behind behind;

  @BeforeEach
  void open() throws Exception {
    old = new StubApp();
    visitors = new StubFront(folder.resolve("visitors"), oldAddress());
    bench =
        new Bench(
            folder,
            "nginx: { bin: "
                + visitors.program()
                + ", conf: "
                + visitors.conf
                + ", behind: FRONT, include: "
                + visitors.include
                + ", variable: "
                + VARIABLE
                + ", soft: 0s, url: \""
                + url()
                + "\" }");
    visitors.apps.put(old.port(), old);
    visitors.apps.put(bench.front.port(), bench.front);
    work = bench.frontWork;
    behind = bench.playbook.nginx().behind().orElseThrow();
  }

  @AfterEach
  void close() {
    bench.close();
    visitors.close();
    old.close();
  }

  String oldAddress() {
    return "http://127.0.0.1:" + old.port();
  }

  /** What visitors ask. */
  String url() {
    return "http://127.0.0.1:" + visitors.port() + "/";
  }

  SetValue value() {
    return SetValue.in(visitors.include, VARIABLE).orElseThrow();
  }

  String include() throws Exception {
    return Files.readString(visitors.include);
  }

  /** The included file with an address in it. */
  static String saying(String address) {
    return "# ours: keep\nset $service_url " + address + ";\n";
  }

  /** Has visitors come to us, for good unless it is undone. */
  ReplaceValue adopting() {
    return new ReplaceValue(value(), behind.address(), bench.dir, true, behind);
  }

  void replace(ReplaceValue action) throws Exception {
    work.replaceValue(action);
    work.reloadFront(ReloadFront.of(behind));
  }

  void giveBack(GiveBack action) throws Exception {
    work.giveBack(action);
    work.reloadFront(ReloadFront.of(behind));
  }

  LookAtFront look(boolean required, String... advice) {
    return new LookAtFront(behind, required, List.of(advice), "");
  }

  GiveBack givingBack() {
    return new GiveBack(value(), oldAddress(), behind, false);
  }

  /** The switch of a first version, behind blocks that lead to what served before. */
  Action.Switch first() {
    return bench.first(Optional.of(oldAddress()));
  }
}
