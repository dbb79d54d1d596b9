package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Ports;
import bluegreen.testing.PrivateServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zeroturnaround.exec.ProcessExecutor;

/** As behind a load balancer that says by the PROXY protocol who asks. */
@Tag("slow")
@DisplayName("An app behind a block that wants a PROXY line")
class ProxyProtocolTest {
  private final PrivateServer server = PrivateServer.create();
  private final int behind = Ports.free(2).get(0);

  @AfterEach
  void close() {
    server.close();
  }

  private String visit() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.url("/").getPort())) {
      String request =
          "PROXY TCP4 192.0.2.7 127.0.0.1 4711 80\r\nGET /version HTTP/1.0\r\nHost: x\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.substring(answer.lastIndexOf("\n\r\n") + 3).strip();
    }
  }

  @Test
  @DisplayName("is seen to be live, by a run and by verify")
  void live() throws Exception {
    Files.setPosixFilePermissions(server.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    server.write(
        "nginx.conf",
        """
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events {}
        http {
            access_log off;
            client_body_temp_path %1$s/body;
            proxy_temp_path %1$s/proxy;
            fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi;
            scgi_temp_path %1$s/scgi;
            server {
                listen 127.0.0.1:%2$d proxy_protocol;
                include %1$s/service-url.inc;
                location / { proxy_pass $service_url; }
            }
        }
        """
            .formatted(server.folder(), server.url("/").getPort()));
    String original = "set $service_url http://127.0.0.1:" + Ports.free(1).get(0) + ";\n";
    server.write("service-url.inc", original);
    String conf = server.folder().resolve("nginx.conf").toString();
    new ProcessExecutor("nginx", "-c", conf).exitValueNormal().execute();
    server
        .light("1")
        .behind(behind, server.url("/"))
        .nginx("include", "service-url.inc")
        .nginx("conf", "nginx.conf")
        .nginx("prefix", ".")
        .write("1.yml");
    assertEquals(Boolean.TRUE, server.deploy("1.yml").recap().get("live"));
    assertEquals("1", visit());
    server.run("verify", "1.yml").expect(0);
    assertEquals(List.of(), server.deploy("1.yml").steps("changed"));
    assertTrue(server.read("service-url.inc").contains(":" + behind + ";"));
  }
}
