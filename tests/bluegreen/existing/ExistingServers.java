package bluegreen.existing;

import java.util.List;
import java.util.stream.Stream;

/** The servers that are tried. Their files are such as packages and administrators write. */
public final class ExistingServers {
  private static final String SHOP = "shop.example.com";
  private static final String BLOG = "blog.example.com";
  private static final String LOCAL = "http://127.0.0.1/";

  private static Existing debian(String name, String... sites) {
    Existing server = new Existing(name).file("/etc/nginx/nginx.conf", Packaged.DEBIAN);
    server.file("/etc/nginx/conf.d/README", "");
    for (int i = 0; i < sites.length; i++) {
      server.file("/etc/nginx/sites-available/site" + i, sites[i]);
      server.file("/etc/nginx/sites-enabled/site" + i, "-> /etc/nginx/sites-available/site" + i);
    }
    return server;
  }

  private static Existing debianDefault(String name) {
    return debian(name, Packaged.DEBIAN_DEFAULT)
        .file("/var/www/html/index.nginx-debian.html", "<h1>Welcome to nginx!</h1>\n");
  }

  private static Existing amazonStock(String name, String block) {
    return new Existing(name)
        .file("/etc/nginx/nginx.conf", Packaged.amazon(block))
        .file("/etc/nginx/conf.d/README", "")
        .file("/usr/share/nginx/html/index.html", "<h1>Welcome to nginx!</h1>\n")
        .file("/usr/share/nginx/html/404.html", "404\n")
        .file("/usr/share/nginx/html/50x.html", "50x\n");
  }

  private static Existing nginxOrg(String name) {
    return new Existing(name)
        .file("/etc/nginx/nginx.conf", Packaged.NGINX_ORG)
        .file("/etc/nginx/conf.d/default.conf", Packaged.NGINX_ORG_DEFAULT)
        .file("/usr/share/nginx/html/index.html", "<h1>Welcome to nginx!</h1>\n")
        .file("/usr/share/nginx/html/50x.html", "50x\n");
  }

  private static String blog(String listen) {
    return """
    server {
        listen %s;
        server_name blog.example.com;
        add_header X-Blog yes;
        location / { default_type text/plain; return 200 "the blog\\n"; }
        location /old { return 301 /new; }
    }
    """
        .formatted(listen);
  }

  private static String shop(String locations) {
    return """
    server {
        listen 80;
        server_name shop.example.com www.shop.example.com;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    %s}
    """
        .formatted(locations.indent(4));
  }

  private static Existing withBlog(Existing server) {
    return server
        .other(LOCAL, BLOG)
        .other("http://127.0.0.1/old", BLOG)
        .other(LOCAL, "nobody.example");
  }

  /** Stands in for PHP, as a process of its own. */
  private static final String PHP =
      """
      user www-data;
      pid /run/php.pid;
      error_log /var/log/php.log;
      events {}
      http {
          access_log off;
          server {
              listen 127.0.0.1:9000;
              default_type text/html;
              return 200 "<h1>WordPress</h1>\\n";
          }
      }
      """;

  private static final String WORDPRESS =
      """
      location / { proxy_pass http://127.0.0.1:9000; }
      location ~* \\.(css|js)$ { expires 30d; return 200 "css\\n"; }
      """;

  /** What somebody may say for all of his sites. */
  private static final String HOSTILE =
      """
      open_file_cache max=100 inactive=60s;
      open_file_cache_errors on;
      error_page 404 500 502 503 504 /50x.html;
      proxy_intercept_errors on;
      proxy_next_upstream error timeout http_500 non_idempotent;
      proxy_set_header X-Count 2;
      proxy_request_buffering off;
      proxy_cache_path /var/lib/nginx/cache keys_zone=all:1m;
      proxy_cache all;
      proxy_cache_valid any 10m;
      sub_filter_once off;
      limit_req_zone $binary_remote_addr zone=some:1m rate=500r/s;
      limit_req zone=some burst=500 nodelay;
      map_hash_bucket_size 32;
      server_tokens off;
      add_header X-Frame-Options DENY;
      """;

  private static String tls(String names, String locations) {
    return """
    server {
        listen 443 ssl;
        server_name %s;
        ssl_certificate /etc/letsencrypt/live/shop.example.com/fullchain.pem;
        ssl_certificate_key /etc/letsencrypt/live/shop.example.com/privkey.pem;
    %s}
    server {
        if ($host = shop.example.com) {
            return 301 https://$host$request_uri;
        }
        listen 80;
        server_name %s;
        return 404;
    }
    """
        .formatted(names, locations.indent(4), names);
  }

  private static final String CERTIFICATES = "/etc/letsencrypt/live/shop.example.com/fullchain.pem";

  private static final String CERTIFICATE =
      "mkdir -p /etc/letsencrypt/live/shop.example.com && openssl req -x509 -nodes -days 2"
          + " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
          + " -keyout /etc/letsencrypt/live/shop.example.com/privkey.pem"
          + " -out /etc/letsencrypt/live/shop.example.com/fullchain.pem"
          + " -subj /CN=shop.example.com -addext subjectAltName=DNS:shop.example.com && nginx";

  private static List<Existing> fresh() {
    return List.of(
        debianDefault("Debian as installed, a site with a name").other(LOCAL, "nobody.example"),
        amazonStock("Amazon Linux as installed, a site with a name", ""),
        nginxOrg("nginx.org's package as installed, a site with a name")
            .other(LOCAL, "nobody.example"),
        debianDefault("Debian as installed, a site without a name")
            .other(LOCAL, "nobody.example")
            .playbook("site: /etc/nginx/conf.d/shop.conf")
            .refused("has no name", "/etc/nginx/sites-enabled/site0:1"),
        nginxOrg("nginx.org's package, its page replaced by the owner's")
            .file("/usr/share/nginx/html/index.html", "<h1>My page</h1>\n")
            .file("/usr/share/nginx/html/prices.html", "<h1>Prices</h1>\n")
            .other(LOCAL, "nobody.example")
            .other("http://127.0.0.1/prices.html", "10.9.9.9")
            .playbook("site: /etc/nginx/conf.d/a.conf, server_name: [shop.example.com]")
            .refused("listen 80 default_server;", "/etc/nginx/conf.d/default.conf:1"),
        debianDefault("Debian's own block with the owner's files in /var/www/html")
            .file("/var/www/html/index.html", "<h1>My page</h1>\n")
            .other(LOCAL, "nobody.example"));
  }

  private static List<Existing> inPublic() {
    return List.of(
        withBlog(debian("a blog that is the default by its place", blog("80")))
            .refused("listen 80 default_server;", "/etc/nginx/sites-enabled/site0:1"),
        withBlog(debian("a blog that is the default by its word", blog("80 default_server"))),
        debian("a blog on an address of its own", blog("10.9.9.9:80"))
            .other("http://10.9.9.9/", BLOG)
            .other("http://10.9.9.9/", "nobody.example")
            .refused("cannot begin to listen on 80 while it listens on 10.9.9.9:80"),
        debian("a blog on an address of its own, beside it", blog("10.9.9.9:80 default_server"))
            .other("http://10.9.9.9/", BLOG)
            .other("http://10.9.9.9/", "nobody.example")
            .at(Way.to("http://10.9.9.9/", SHOP))
            .playbook(
                "site: /etc/nginx/conf.d/shop.conf, listen: [\"10.9.9.9:80\"],"
                    + " url: \"http://10.9.9.9/\", server_name: [shop.example.com]"),
        debian("a block that takes IPv4 by IPv6", blog("[::]:80 ipv6only=off default_server"))
            .other(LOCAL, BLOG)
            .other("http://[::1]/", BLOG)
            .refused("while it listens on [::]:80 ipv6only=off"),
        debian("a blog on IPv6 alone", blog("[::]:80 default_server"))
            .other("http://[::1]/", BLOG)
            .other("http://[::1]/", "nobody.example")
            .at(Way.to("http://[::1]/", SHOP))
            .playbook(
                "site: /etc/nginx/conf.d/shop.conf, listen: [\"[::]:80\"],"
                    + " url: \"http://[::1]/\", server_name: [shop.example.com]"),
        withBlog(
            debian("an http block that says much for all sites", blog("80 default_server"))
                .file("/etc/nginx/conf.d/all.conf", HOSTILE)),
        withBlog(
                debian(
                        "WordPress that is the default",
                        blog("80"),
                        shop(WORDPRESS)
                            .replace("listen 80", "listen 80 default_server")
                            .replace("server_name " + SHOP + " www." + SHOP, "server_name _"))
                    .file("/etc/php.conf", PHP)
                    .program("exec nginx -c /etc/php.conf", 9000))
            .refused("nginx.behind", "proxy_pass http://127.0.0.1:9000"),
        amazonStock(
                "the app by a literal proxy_pass in Amazon Linux's nginx.conf, a site beside it",
                "location / { proxy_pass http://127.0.0.1:8080; }")
            .app(8080)
            .refused("nginx.behind", "proxy_pass http://127.0.0.1:8080"),
        debian(
                "the app by an upstream, a site beside it",
                "upstream app { server 127.0.0.1:8081; }\n"
                    + shop("location / { proxy_pass http://app; }"))
            .app(8081)
            .options("--take-over")
            .refused("shop.example.com", "/etc/nginx/sites-enabled/site0:2"));
  }

  private static List<Existing> behind() {
    return List.of(
        amazonStock(
                "the app by a literal proxy_pass in Amazon Linux's nginx.conf",
                "location / { proxy_pass http://127.0.0.1:8080; }")
            .app(8080)
            .other("http://127.0.0.1/404.html", SHOP)
            .behind(),
        withBlog(
                debian(
                    "the app by an upstream",
                    "upstream app { server 127.0.0.1:8080; keepalive 8; }\n"
                        + shop("location / { proxy_pass http://app; }"),
                    blog("80 default_server")))
            .app(8080)
            .behind(),
        withBlog(
                debian(
                    "the app at several locations",
                    shop(
                        """
                        location / { proxy_pass http://localhost:8080; }
                        location /api/ {
                            proxy_pass http://localhost:8080/;
                            client_max_body_size 20m;
                        }
                        location = /health { return 200 "fine\\n"; }
                        """),
                    blog("80 default_server")))
            .app(8080)
            .other("http://127.0.0.1/health", SHOP)
            .behind(),
        withBlog(
                debian(
                    "two apps on one name",
                    shop(
                        """
                        location / { proxy_pass http://127.0.0.1:8080; }
                        location /admin/ { proxy_pass http://127.0.0.1:9000; }
                        """),
                    blog("80 default_server")))
            .file("/etc/php.conf", PHP)
            .program("exec nginx -c /etc/php.conf", 9000)
            .app(8080)
            .other("http://127.0.0.1/admin/", SHOP)
            .behind(),
        debian(
                "WordPress, and the app at /api",
                shop("location /api/ { proxy_pass http://127.0.0.1:8080/; }\n" + WORDPRESS))
            .file("/etc/php.conf", PHP)
            .program("exec nginx -c /etc/php.conf", 9000)
            .app(8080)
            .other(LOCAL, SHOP)
            .other("http://127.0.0.1/x.css", SHOP)
            .at(Way.to("http://127.0.0.1/api/", SHOP))
            .behind(),
        debian("TLS by certbot", tls(SHOP, "location / { proxy_pass http://127.0.0.1:8080; }"))
            .startedBy(CERTIFICATE)
            .app(8080)
            .other(LOCAL, SHOP)
            .at(Way.to("https://127.0.0.1/", SHOP))
            .behind());
  }

  /**
   * An app on the port of blue, which nginx reaches in that way, and somebody who wants it gone.
   */
  private static Existing wanted(String name, String... sites) {
    return debian(name, sites)
        .app(8081)
        .playbook("behind: 8090, url: " + LOCAL)
        .options("--take-over");
  }

  private static List<Existing> takenOver() {
    return List.of(
        wanted(
                "an address in a map",
                "map $host $app {\n  default http://127.0.0.1:8081;\n}\n"
                    + shop("location / { proxy_pass $app; }"))
            .refused("/etc/nginx/sites-enabled/site0:2: default http://127.0.0.1:8081;"),
        wanted(
                "a port in a variable of its own, by another name of this machine",
                shop("set $p 8081;\nlocation / { proxy_pass http://[::ffff:127.0.0.1]:$p; }"))
            .refused("/etc/nginx/sites-enabled/site0:6: set $p 8081;"),
        wanted(
                "a port that is put together",
                "map $host $p { default 81; }\n"
                    + shop("location / { proxy_pass http://127.0.0.1:80$p; }"))
            .refused("asked within the last minute", "site0:7: proxy_pass http://127.0.0.1:80$p;"),
        wanted(
                "shares of clients, and gRPC",
                "split_clients $remote_addr $app { 50% grpc://127.0.0.1:8081; *"
                    + " grpc://10.9.9.9:8081; }"
                    + shop("location / { grpc_pass $app; }"))
            .refused("/etc/nginx/sites-enabled/site0:1: 50% grpc://127.0.0.1:8081;"),
        wanted("an app that Docker publishes", blog("80"))
            .program("exec -a /usr/bin/docker-proxy " + Box.app(8082), 8082)
            .playbookPorts("{ blue: 8082, green: 8083 }")
            .refused("docker stop $(docker ps -q --filter publish=8082)"),
        wanted("a proxy that is no nginx", blog("80"))
            .program("exec -a haproxy bash -c '" + ASKING + "'", 8081)
            .refused("(haproxy -c trap ", ", user root) is connected to it"));
  }

  /**
   * One connection that is kept, and made anew where the app has closed it: on a busy machine it
   * may do so with one that comes at its very start.
   */
  private static final String ASKING =
      "trap : PIPE; while true; do { while printf \"GET /version HTTP/1.1\\r"
          + "\\n"
          + "Host: shop\\r"
          + "\\n"
          + "\\r"
          + "\\n"
          + "\" >&3; do while read -t 2 -u 3; do :; done; done; } 3<>/dev/tcp/127.0.0.1/8081; done";

  private static final String INC = "/etc/nginx/conf.d/service-url.inc";

  /** With the address of the app in a file of its own. */
  private static Existing included(String name, String... sites) {
    return debian(name, sites).file(INC, "set $service_url http://127.0.0.1:8080;\n").app(8080);
  }

  private static final String INCLUDED =
      "location / { include /etc/nginx/conf.d/service-url.inc; proxy_pass $service_url; }\n";

  private static List<Existing> adopted() {
    return List.of(
        withBlog(
                included(
                    "the address in a file that the location includes",
                    shop(INCLUDED),
                    blog("80 default_server")))
            .adopted(INC),
        included("the address in a file, behind a redirect to TLS", tls(SHOP, INCLUDED))
            .startedBy(CERTIFICATE)
            .other(LOCAL, SHOP)
            .at(Way.to("https://127.0.0.1/", SHOP))
            .playbook("behind: 8090, include: " + INC)
            .fate(Existing.Fate.ADOPTED),
        included(
                "the address in a file, the app at /api and PHP down",
                shop(
                    INCLUDED.replace("location /", "location /api/")
                        + "location / { proxy_pass http://127.0.0.1:9000; }"))
            .other(LOCAL, SHOP)
            .at(Way.to("http://127.0.0.1/api/", SHOP))
            .playbook("behind: 8090, include: " + INC)
            .fate(Existing.Fate.ADOPTED),
        included(
                "the address in a file, and a rewrite to a prefix",
                shop(INCLUDED.replace("proxy_pass", "rewrite ^/(.*)$ /app/$1 break; proxy_pass")))
            .adopted(INC),
        included(
                "the address in a file, and no robots",
                shop("if ($http_user_agent ~* \"java|^$\") { return 403; }\n" + INCLUDED))
            .adopted(INC)
            .refused("answers 403", "site0:6: return 403;"),
        included(
                "the address in a file, for certificates of clients alone",
                tls(
                    SHOP,
                    "ssl_client_certificate "
                        + CERTIFICATES
                        + ";\nssl_verify_client on;\n"
                        + INCLUDED))
            .startedBy(CERTIFICATE)
            .at(Way.to("https://127.0.0.1/", SHOP))
            .adopted(INC)
            .refused("site0:7: ssl_verify_client on;"));
  }

  private static List<Existing> otherwiseRun() {
    return List.of(
        debianDefault("nginx with another main file")
            .file("/etc/nginx/other.conf", Packaged.DEBIAN)
            .startedBy("nginx -c /etc/nginx/other.conf")
            .refused("write there: conf: /etc/nginx/other.conf"),
        debianDefault("nginx with its pid in a file that an included file names")
            .file("/etc/nginx/nginx.conf", Packaged.DEBIAN.replace("pid /run/nginx.pid;", ""))
            .file("/etc/nginx/modules-enabled/pid.conf", "pid /run/web/nginx.pid;\n")
            .startedBy("mkdir -p /run/web && nginx"),
        debianDefault("nginx in the foreground")
            .file("/etc/nginx/nginx.conf", "daemon off;\n" + Packaged.DEBIAN)
            .startedBy("nohup nginx >/dev/null 2>&1 & sleep 0.5"),
        debianDefault("nginx that is for somebody else to start")
            .file("/etc/nginx/nginx.conf", "daemon off;\n" + Packaged.DEBIAN)
            .startedBy("true")
            .refused("/etc/nginx/nginx.conf:1: daemon off;"),
        debian("a site where nginx does not look", Packaged.DEBIAN_DEFAULT)
            .playbook("site: /etc/nginx/sites-available/shop, server_name: [shop.example.com]")
            .refused(
                "does not include /etc/nginx/sites-available/shop",
                "or choose a file that is: ",
                "/etc/nginx/sites-enabled/*"));
  }

  private static final List<Existing> SERVERS =
      Stream.of(fresh(), inPublic(), behind(), adopted(), otherwiseRun(), takenOver())
          .flatMap(List::stream)
          .toList();

  private ExistingServers() {}

  /** What they are called. */
  public static Stream<String> names() {
    return SERVERS.stream().map(Existing::toString);
  }

  static Existing named(String name) {
    return SERVERS.stream().filter(s -> s.name.equals(name)).findFirst().orElseThrow();
  }
}
