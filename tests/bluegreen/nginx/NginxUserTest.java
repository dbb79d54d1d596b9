package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Accounts;
import bluegreen.host.Commands;
import bluegreen.host.Trace;
import bluegreen.playbook.Playbook.Server;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The user of an nginx of ours")
class NginxUserTest {
  private final Accounts accounts = new Accounts(new Commands(Trace.SILENT));

  @Test
  @DisplayName("is the app's own at each look: a number that no account and no other app has")
  void number() throws Exception {
    NginxUser shop = NginxUser.of("shop", accounts);
    assertEquals(shop, NginxUser.of("shop", accounts));
    assertTrue(shop.uid() > 60_705 && shop.uid() < 61_184, shop::toString);
    assertTrue(shop.uid() != NginxUser.of("blog", accounts).uid());
    assertTrue(!accounts.has(shop.uid()) && accounts.has(0));
  }

  @Test
  @DisplayName("has all of its unit's nginx, which systemd need not know it for")
  void unit() {
    Server nginx =
        new Server("nginx", Path.of("/a b/nginx.conf"), Optional.of(Path.of("/a b")), false);
    String text = new NginxUnit("shop", nginx, new NginxUser(60_800)).text();
    assertTrue(
        text.contains(
            "ExecStart=/usr/bin/env setpriv --reuid=60800 --regid=60800 --clear-groups"
                + " --inh-caps=-all --bounding-set=-all --no-new-privs -- nginx -p \"/a b\" -c"
                + " \"/a b/nginx.conf\" -g \"daemon off;\"\n"),
        text);
  }
}
