package shop;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Down, and so answered with 503, where {@code shop.fail} is {@code unhealthy}. */
@Component
class ShopHealth implements HealthIndicator {
  private final String version;
  private final boolean healthy;

  ShopHealth(@Value("${shop.version}") String version, @Value("${shop.fail}") String fail) {
    this.version = version;
    this.healthy = !fail.equals("unhealthy");
  }

  @Override
  public Health health() {
    return (healthy ? Health.up() : Health.down()).withDetail("version", version).build();
  }
}
