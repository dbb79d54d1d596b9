package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A proxy")
class ProxiesTest {
  @ParameterizedTest(name = "{0} of {1} is asked for {2}: {3}")
  @DisplayName("is the one of the environment for that scheme, but for the hosts that are excepted")
  @CsvSource({
    "https_proxy=http://p:3128, '', https://h/, p:3128",
    "HTTPS_PROXY=p:3128, '', https://h/, p:3128",
    "https_proxy=p, '', https://h/, p:1080",
    "https_proxy=http://p:3128, '', http://h/, direct",
    "http_proxy=http://p:3128, '', http://h/, p:3128",
    "HTTP_PROXY=http://p:3128, '', http://h/, direct",
    "https_proxy=http://p:3128, h, https://h/, direct",
    "https_proxy=http://p:3128, 'x, .example.com', https://a.example.com/, direct",
    "https_proxy=http://p:3128, example.com:443, https://a.EXAMPLE.com/, direct",
    "https_proxy=http://p:3128, example.com, https://badexample.com/, p:3128",
    "https_proxy=http://p:3128, *, https://h/, direct",
    "https_proxy=http://p:3128, '', https://localhost/, direct",
    "https_proxy=http://p:3128, '', https://127.0.0.1/, direct",
    "https_proxy=http:// bad, '', https://h/, direct",
  })
  void asked(String setting, String excepted, String url, String by) {
    Map<String, String> env = new HashMap<>(Map.of("no_proxy", excepted));
    env.put(setting.replaceFirst("=.*", ""), setting.replaceFirst("^\\w+=", ""));
    String found =
        Proxies.of(env).select(URI.create(url)).stream()
            .map(p -> p.address() == null ? "direct" : p.address().toString())
            .map(a -> a.replaceFirst("/<unresolved>", "").replaceFirst("^(\\w+)/[\\d.]+", "$1"))
            .findFirst()
            .orElse("");
    assertEquals(by, found);
  }
}
