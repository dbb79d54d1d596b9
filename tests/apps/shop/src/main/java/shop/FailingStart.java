package shop;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Carries out {@code shop.fail} where it concerns the start: {@code exit}, {@code hang} and {@code
 * unstoppable}.
 *
 * <p>It acts before the context is refreshed: an exit in the middle of a refresh would wait for the
 * lock that the refresh holds.
 */
class FailingStart implements ApplicationListener<ApplicationPreparedEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(FailingStart.class);

  @Override
  public void onApplicationEvent(ApplicationPreparedEvent event) {
    switch (event.getApplicationContext().getEnvironment().getProperty("shop.fail", "none")) {
      case "exit" -> exit();
      case "hang" -> hang();
      case "unstoppable" -> Runtime.getRuntime().addShutdownHook(new Thread(FailingStart::hang));
      default -> {}
    }
  }

  private static void exit() {
    LOG.info("Connecting to the database");
    LOG.warn("No answer from the database, trying once more");
    LOG.error("Cannot start: the database refused the connection");
    System.exit(3);
  }

  private static void hang() {
    LOG.info("Waiting for something that never comes");
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
