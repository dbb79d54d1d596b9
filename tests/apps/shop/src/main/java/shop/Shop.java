package shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A web app to deploy in tests: quick to start, slow to answer on request, and able to fail. */
@SpringBootApplication
public class Shop {
  /**
   * Starts the app.
   *
   * @param args Spring's, such as {@code --server.port=8081} or {@code --shop.fail=exit}
   */
  public static void main(String[] args) {
    SpringApplication app = new SpringApplication(Shop.class);
    app.addListeners(new FailingStart());
    app.run(args);
  }
}
