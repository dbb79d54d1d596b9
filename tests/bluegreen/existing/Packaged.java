package bluegreen.existing;

/** Configurations such as packages bring them. */
final class Packaged {
  /** As Debian and Ubuntu lay it out. */
  static final String DEBIAN =
      """
      user www-data;
      worker_processes 1;
      pid /run/nginx.pid;
      error_log /var/log/nginx/error.log;
      include /etc/nginx/modules-enabled/*.conf;

      events {
      \tworker_connections 768;
      }

      http {
      \tsendfile on;
      \ttcp_nopush on;
      \ttypes_hash_max_size 2048;
      \tinclude /etc/nginx/mime.types;
      \tdefault_type application/octet-stream;
      \taccess_log /var/log/nginx/access.log;
      \tgzip on;
      \t# more
      \tinclude /etc/nginx/conf.d/*.conf;
      \tinclude /etc/nginx/sites-enabled/*;
      }
      """;

  /** As the package of nginx.org lays it out. */
  static final String NGINX_ORG =
      """
      user  nginx;
      worker_processes  1;

      error_log  /var/log/nginx/error.log notice;
      pid        /run/nginx.pid;

      events {
          worker_connections  1024;
      }

      http {
          include       /etc/nginx/mime.types;
          default_type  application/octet-stream;
          log_format  main  '$remote_addr - $remote_user [$time_local] "$request" $status';
          access_log  /var/log/nginx/access.log  main;
          sendfile        on;
          keepalive_timeout  65;
          include /etc/nginx/conf.d/*.conf;
      }
      """;

  /** As Amazon Linux lays it out, with that in its own server block. */
  static String amazon(String block) {
    return """
    user nginx;
    worker_processes 1;
    error_log /var/log/nginx/error.log notice;
    pid /run/nginx.pid;
    include /usr/share/nginx/modules/*.conf;

    events {
        worker_connections 1024;
    }

    http {
        log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                          '$status $body_bytes_sent "$http_referer"';
        access_log  /var/log/nginx/access.log  main;
        sendfile            on;
        tcp_nopush          on;
        keepalive_timeout   65;
        types_hash_max_size 4096;
        include             /etc/nginx/mime.types;
        default_type        application/octet-stream;

        # Load modular configuration files from the /etc/nginx/conf.d directory.
        include /etc/nginx/conf.d/*.conf;

        server {
            listen       80;
            listen       [::]:80;
            server_name  _;
            root         /usr/share/nginx/html;

            # Load configuration files for the default server block.
            include /etc/nginx/default.d/*.conf;

            error_page 404 /404.html;
            location = /404.html {
            }

            error_page 500 502 503 504 /50x.html;
            location = /50x.html {
            }
    %s    }
    }
    """
        .formatted(block.indent(8));
  }

  static final String DEBIAN_DEFAULT =
      """
      server {
      \tlisten 80 default_server;
      \tlisten [::]:80 default_server;
      \troot /var/www/html;
      \tindex index.html index.htm index.nginx-debian.html;
      \tserver_name _;
      \tlocation / {
      \t\ttry_files $uri $uri/ =404;
      \t}
      }
      """;

  static final String NGINX_ORG_DEFAULT =
      """
      server {
          listen       80;
          server_name  localhost;

          location / {
              root   /usr/share/nginx/html;
              index  index.html index.htm;
          }

          error_page   500 502 503 504  /50x.html;
          location = /50x.html {
              root   /usr/share/nginx/html;
          }
      }
      """;

  private Packaged() {}
}
