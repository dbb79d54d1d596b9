package bluegreen.nginx.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.nginx.conf.ServerName.Fit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A server_name")
class ServerNameTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "shop.example.com     | SHOP.example.com.    | EXACT",
        "shop.example.com     | www.shop.example.com | none",
        "*.example.com        | www.example.com      | LEADING_WILDCARD",
        "*.example.com        | example.com          | none",
        ".example.com         | example.com          | EXACT",
        ".example.com         | a.b.example.com      | LEADING_WILDCARD",
        "shop.*               | shop.example         | TRAILING_WILDCARD",
        "shop.*               | shop                 | none",
        "~^shop\\d+\\.net$    | shop12.net           | REGEX",
        "~^shop\\d+\\.net$    | shop.net             | none"
      })
  @DisplayName("fits a host as nginx has it")
  void fits(String name, String host, Fit fit) {
    assertEquals(Optional.ofNullable(fit), new ServerName(name).fits(host));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '@',
      value = {
        "shop.example.com @ shop.example.com",
        "*.example.com @ www.example.com",
        ".example.com @ example.com www.example.com",
        "shop.* @ shop.example",
        "_ @ ''",
        "~^shop\\d+\\.net$ @ shop1.net",
        "~^(www\\.)?(?<shop>.+)\\.example\\.com$ @ www.1.example.com",
        "~^(a|b)[0-9]{2}\\.(com|net)$ @ ''",
        "~^(?:a|b)[0-9]+\\.(com|net)$ @ a1.com",
        "~\\.example\\.com$ @ www.example.com",
        "~( @ ''"
      })
  @DisplayName("is asked for by hosts that it fits, in each way that is found")
  void hosts(String name, String hosts) {
    List<String> all = hosts.isEmpty() ? List.of() : List.of(hosts.split(" "));
    assertEquals(all, new ServerName(name).hosts());
  }
}
