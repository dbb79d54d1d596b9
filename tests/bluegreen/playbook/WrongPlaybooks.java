package bluegreen.playbook;

import java.util.List;
import java.util.stream.Stream;

/** Wrong playbooks, and what is to be said of each. */
final class WrongPlaybooks {
  private static final List<Wrong> KEYS =
      List.of(
          replaced("an unknown key at the top", "ports:", "prots:", "playbook.yml:4:1: prots: unknown key 'prots'; did you mean 'ports'?"),
          replaced("an unknown key in a section", "  name: shop\n", "  name: shop\n" + "  jra: other.jar\n", "playbook.yml:3:3: app.jra: unknown key 'jra'; did you mean 'jar'?"),
          replaced("a key in another spelling", "  jar: shop.jar", "  jar: shop.jar\n" + "  keep-releases: 3", "playbook.yml:4:3: app.keep-releases: unknown key 'keep-releases'; did you mean 'keep_releases'?"),
          added("an unknown key unlike any other", "foobar: 1\n", "playbook.yml:9:1: foobar: unknown key 'foobar'; known here: vars, app, ports, health, nginx, rollout, hooks"),
          replaced("an unknown key in a flow mapping", "blue: 8081", "blue: 8081, purple: 8083", "playbook.yml:4:22: ports.purple: unknown key 'purple'; known here: blue, green"),
          added("a key that is a number", "1: x\n", "playbook.yml:9:1: 1: unknown key '1'; known here: vars, app, ports, health, nginx, rollout, hooks"),
          added("a key that is empty", ": x\n", "playbook.yml:9:1: does not fit what stands before it; check the indentation and the quotes"),
          added("a key that is a list", """
          ? [a, b]
          : x
          """, "playbook.yml:9:3: expected a name as the key"),
          added("a key that is a mapping", """
          ? {a: b}
          : x
          """, "playbook.yml:9:3: expected a name as the key"),
          added("a key twice at the top", "ports: { blue: 1, green: 2 }\n", "playbook.yml:9:1: ports: duplicate key 'ports'; the first one is in line 4"),
          replaced("a key twice in a section", "  jar: shop.jar", "  jar: shop.jar\n" + "  name: shop", "playbook.yml:4:3: app.name: duplicate key 'name'; the first one is in line 2"),
          replaced("a required section is missing", "ports: { blue: 8081, green: 8082 }\n", "", "playbook.yml:1:1: ports: missing; expected the keys blue, green"),
          new Wrong("everything is missing", "rollout: { drain: 1s }\n", List.of("playbook.yml:1:1: app: missing; expected keys such as name, jar, command", "playbook.yml:1:1: ports: missing; expected the keys blue, green", "playbook.yml:1:1: health: missing; expected keys such as url, status, body", "playbook.yml:1:1: nginx: missing; expected keys such as bin, conf, prefix")),
          replaced("a required key is missing", "  name: shop\n", "", "playbook.yml:1:1: app.name: missing; expected a name of letters, digits and '-'"),
          replaced("a required key of a flow mapping is missing", ", green: 8082", "", "playbook.yml:4:1: ports.green: missing; expected a port from 1 to 65535"),
          replaced("neither jar nor command", "  jar: shop.jar\n", "", "playbook.yml:1:1: app: missing jar or command"),
          replaced("both jar and command", "  jar: shop.jar", "  jar: shop.jar\n" + "  command: [\"./shop\", \"{{ port }}\"]", "playbook.yml:4:3: app.command: expected either jar or command, got both"),
          replaced("neither site nor include", "  site: /etc/nginx/conf.d/shop.conf", "  bin: nginx", "playbook.yml:7:1: nginx: missing site or include"),
          replaced("both site and include", "  site: /etc/nginx/conf.d/shop.conf", "  site: /etc/nginx/conf.d/shop.conf\n" + "  include: /etc/nginx/url.inc", "playbook.yml:9:3: nginx.include: expected either site or include, got both"),
          replaced("the one misspelt of two", "  jar: shop.jar", "  jra: shop.jar", "playbook.yml:3:3: app.jra: unknown key 'jra'; did you mean 'jar'?"),
          replaced("a certificate without its key", "  site: /etc/nginx/conf.d/shop.conf", "  site: /etc/nginx/conf.d/shop.conf\n" + "  tls: { certificate: /etc/ssl/shop.pem }", "playbook.yml:9:3: nginx.tls.key: missing; expected a path without ';', braces, quotes, '\\' and '$'"));

  private static final List<Wrong> VALUES =
      List.of(
          replaced("a section that is a text", "ports: { blue: 8081, green: 8082 }", "ports: 8081", "playbook.yml:4:8: ports: expected the keys blue, green, got 8081"),
          replaced("a section that is a list", "ports: { blue: 8081, green: 8082 }", "ports: [8081, 8082]", "playbook.yml:4:8: ports: expected the keys blue, green, got a list"),
          added("a section that is empty", "rollout:\n", "playbook.yml:9:9: rollout: expected the keys drain, standby, got nothing"),
          replaced("a text that is empty", "  jar: shop.jar", "  jar:", "playbook.yml:3:7: app.jar: expected a path, got nothing"),
          replaced("a text that is null", "  jar: shop.jar", "  jar: ~", "playbook.yml:3:8: app.jar: expected a path, got nothing"),
          replaced("a text that is a list", "  jar: shop.jar", "  jar: [shop.jar]", "playbook.yml:3:8: app.jar: expected a path, got a list"),
          replaced("a text that is a mapping", "  jar: shop.jar", "  jar:\n" + "    path: shop.jar", "playbook.yml:4:5: app.jar: expected a path, got keys"),
          replaced("a list that is a text", "  jar: shop.jar", "  jar: shop.jar\n" + "  java_opts: -Xmx256m", "playbook.yml:4:14: app.java_opts: expected a list, each item a text, got '-Xmx256m'"),
          replaced("an item that is a mapping", "  jar: shop.jar", "  jar: shop.jar\n" + "  java_opts: [-Xmx256m, {a: b}]", "playbook.yml:4:25: app.java_opts[1]: expected a text, got keys"),
          replaced("names that are a list", "  jar: shop.jar", "  jar: shop.jar\n" + "  env: [TZ=Asia/Seoul]", "playbook.yml:4:8: app.env: expected names with values, got a list"),
          replaced("an environment variable without a value", "  jar: shop.jar", "  jar: shop.jar\n" + "  env: { TZ: }", "playbook.yml:4:13: app.env.TZ: expected a text, got nothing"),
          replaced("an environment variable with a wrong name", "  jar: shop.jar", "  jar: shop.jar\n" + "  env: { my-zone: Asia/Seoul }", "playbook.yml:4:10: app.env.my-zone: expected the name of an environment variable, got 'my-zone'"),
          replaced("an environment variable with a NUL", "  jar: shop.jar", "  jar: shop.jar\n" + "  env: { A: \"a\\0b\" }", "playbook.yml:4:13: app.env.A: expected a text, got 'a\\u0000b'"),
          added("a variable with a wrong name", "vars: { no-good: 1 }\n", "playbook.yml:9:9: vars.no-good: expected a name of letters, digits and '_', got 'no-good'"),
          added("a variable that is a list", "vars: { some: [1, 2] }\n", "playbook.yml:9:15: vars.some: expected a text, got a list"),
          replaced("an app's name with a slash", "  name: shop", "  name: ../shop", "playbook.yml:2:9: app.name: expected a name of letters, digits and '-', got '../shop'"),
          replaced("an app's name that ends in a hyphen", "  name: shop", "  name: shop-", "playbook.yml:2:9: app.name: expected a name of letters, digits and '-', got 'shop-'"),
          replaced("an app's name of 64 letters", "  name: shop", "  name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "playbook.yml:2:9: app.name: expected a name of letters, digits and '-', got 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'"),
          replaced("an app's name with a final line break", "  name: shop", "  name: \"shop\\n\"", "playbook.yml:2:9: app.name: expected a name of letters, digits and '-', got 'shop\\n'"),
          replaced("an app's name with a template", "  name: shop", "  name: \"{{ vars.name }}\"", "playbook.yml:2:9: app.name: expected a name of letters, digits and '-', got '{{ vars.name }}'"),
          replaced("a port beyond the range", "green: 8082", "green: 80822", "playbook.yml:4:29: ports.green: expected a port from 1 to 65535, got 80822"),
          replaced("a port of zero", "blue: 8081", "blue: 0", "playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 0"),
          replaced("a negative port", "blue: 8081", "blue: -8081", "playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got -8081"),
          replaced("a port of many digits", "blue: 8081", "blue: 99999999999999999999", "playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 99999999999999999999"),
          replaced("a port that is a word", "blue: 8081", "blue: http", "playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 'http'"),
          replaced("a port that is a fraction", "blue: 8081", "blue: 8081.5", "playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 8081.5"),
          replaced("a status that is none", "  url: http", "  status: 99\n" + "  url: http", "playbook.yml:6:11: health.status: expected a whole number from 100 to 599, got 99"),
          replaced("a count of zero", "  url: http", "  successes: 0\n" + "  url: http", "playbook.yml:6:14: health.successes: expected a whole number from 1 to 100, got 0"),
          replaced("a time without its unit", "  url: http", "  timeout: 60\n" + "  url: http", "playbook.yml:6:12: health.timeout: expected a time such as 500ms, 30s or 5m, at least 10ms, got 60"),
          replaced("a time with a fraction", "  url: http", "  timeout: 1.5s\n" + "  url: http", "playbook.yml:6:12: health.timeout: expected a time such as 500ms, 30s or 5m, at least 10ms, got 1.5s"),
          replaced("a negative time", "  url: http", "  timeout: -5s\n" + "  url: http", "playbook.yml:6:12: health.timeout: expected a time such as 500ms, 30s or 5m, at least 10ms, got -5s"),
          replaced("a wait of nothing", "  url: http", "  timeout: 0s\n" + "  url: http", "playbook.yml:6:12: health.timeout: expected a time such as 500ms, 30s or 5m, at least 10ms, got 0s"),
          replaced("an interval that would keep a processor busy", "  url: http", "  interval: 0ms\n" + "  url: http", "playbook.yml:6:13: health.interval: expected a time such as 500ms, 30s or 5m, at least 10ms, got 0ms"),
          added("a time beyond a year", "rollout: { drain: 9000h }\n", "playbook.yml:9:19: rollout.drain: expected a time such as 500ms, 30s or 5m, got 9000h"),
          added("a word that is none of the choices", "rollout: { standby: maybe }\n", "playbook.yml:9:21: rollout.standby: expected one of keep, stop, got 'maybe'"),
          replaced("a choice in capitals", "  jar: shop.jar", "  jar: shop.jar\n" + "  runner: Systemd", "playbook.yml:4:11: app.runner: expected one of auto, process, systemd, got 'Systemd'"),
          replaced("neither true nor false", "  site:", "  install: maybe\n" + "  site:", "playbook.yml:8:12: nginx.install: expected true or false, got 'maybe'"),
          replaced("a digest that is too short", "  jar: shop.jar", "  jar: shop.jar\n" + "  sha256: 9f86d081884c", "playbook.yml:4:11: app.sha256: expected 64 hex digits, got '9f86d081884c'"),
          replaced("a version with a slash", "  jar: shop.jar", "  jar: shop.jar\n" + "  version: release/1.2", "playbook.yml:4:12: app.version: expected a version of letters, digits, '.', '_', '+', '-', got 'release/1.2'"),
          replaced("a version with a line break", "  jar: shop.jar", "  jar: shop.jar\n" + "  version: \"1.2\\n\"", "playbook.yml:4:12: app.version: expected a version of letters, digits, '.', '_', '+', '-', got '1.2\\n'"),
          replaced("a user with a space", "  jar: shop.jar", "  jar: shop.jar\n" + "  user: shop keeper", "playbook.yml:4:9: app.user: expected the name of a user, got 'shop keeper'"),
          replaced("a user that is an option", "  jar: shop.jar", "  jar: shop.jar\n" + "  user: --root", "playbook.yml:4:9: app.user: expected the name of a user, got '--root'"),
          replaced("a path with an escape sequence", "  jar: shop.jar", "  jar: \"shop\\e[31m.jar\"", "playbook.yml:3:8: app.jar: expected a path, got 'shop\\u001b[31m.jar'"),
          replaced("a path with a right-to-left override", "  jar: shop.jar", "  jar: \"a\\u202e\\x85b\"", "playbook.yml:3:8: app.jar: expected a path, got 'a\\u202e\\u0085b'"),
          replaced("a path that starts with a tilde", "  jar: shop.jar", "  jar: ~/shop.jar", "playbook.yml:3:8: app.jar: expected a path, got '~/shop.jar' (no shell replaces the '~'; write {{ env.HOME }})"),
          replaced("a health URL of another scheme", "http://127.0.0.1:{{ port }}/health", "ftp://127.0.0.1:{{ port }}/health", "playbook.yml:6:8: health.url: expected an http:// or https:// URL, got 'ftp://127.0.0.1:1/health' from 'ftp://127.0.0.1:{{ port }}/health'"),
          replaced("a health URL with a space", "http://127.0.0.1:{{ port }}/health", "http://127.0.0.1:{{ port }}/is healthy", "playbook.yml:6:8: health.url: expected an http:// or https:// URL, got 'http://127.0.0.1:1/is healthy' from 'http://127.0.0.1:{{ port }}/is healthy'"),
          replaced("a URL whose host is none", "http://127.0.0.1:{{ port }}/health", "http://my_host:{{ port }}/health", "playbook.yml:6:8: health.url: expected an http:// or https:// URL, got 'http://my_host:1/health' from 'http://my_host:{{ port }}/health' (its host is not a host name)"),
          replaced("a URL whose port is none", "http://127.0.0.1:{{ port }}/health", "http://127.0.0.1:8{{ port }}0000/health", "playbook.yml:6:8: health.url: expected an http:// or https:// URL, got 'http://127.0.0.1:810000/health' from 'http://127.0.0.1:8{{ port }}0000/health' (its port is not one from 1 to 65535)"),
          replaced("a URL with a character that URLs do not have", "/health", "/health?a=|", "playbook.yml:6:8: health.url: expected an http:// or https:// URL, got 'http://127.0.0.1:1/health?a=|' from 'http://127.0.0.1:{{ port }}/health?a=|' (Illegal character in query)"),
          replaced("a long value is shortened", "  jar: shop.jar", "  jar: shop.jar\n" + "  version: /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "playbook.yml:4:12: app.version: expected a version of letters, digits, '.', '_', '+', '-', got '/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'"));

  private static final List<Wrong> NGINX =
      List.of(
          replaced("a site with a semicolon", "/etc/nginx/conf.d/shop.conf", "\"/etc/nginx/a;b.conf\"", "playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/a;b.conf'"),
          replaced("a site with a brace", "/etc/nginx/conf.d/shop.conf", "\"/etc/nginx/a}b.conf\"", "playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/a}b.conf'"),
          replaced("a site with a quote", "/etc/nginx/conf.d/shop.conf", "/etc/nginx/a\"b.conf", "playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/a\"b.conf'"),
          replaced("a site with a line break", "/etc/nginx/conf.d/shop.conf", "\"/etc/nginx/a.conf\\nb\"", "playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/a.conf\\nb'"),
          replaced("a site with a variable", "/etc/nginx/conf.d/shop.conf", "/etc/nginx/$host.conf", "playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/$host.conf'"),
          replaced("a site with a backslash", "/etc/nginx/conf.d/shop.conf", "/etc/nginx/a\\b.conf", "playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/a\\b.conf'"),
          replaced("a server's name with a semicolon", "  site:", "  server_name: \"shop.example.com; evil on\"\n" + "  site:", "playbook.yml:8:16: nginx.server_name: expected a name without spaces, ';', braces, quotes, '\\', '$' and '#', got 'shop.example.com; evil on'"),
          replaced("a server's name with a final line break", "  site:", "  server_name: [\"a\\n\"]\n" + "  site:", "playbook.yml:8:17: nginx.server_name[0]: expected a name without spaces, ';', braces, quotes, '\\', '$' and '#', got 'a\\n'"),
          replaced("a server's name that is a comment", "  site:", "  server_name: [\"#a\"]\n" + "  site:", "playbook.yml:8:17: nginx.server_name[0]: expected a name without spaces, ';', braces, quotes, '\\', '$' and '#', got '#a'"),
          replaced("no server's name", "  site:", "  server_name: []\n" + "  site:", "playbook.yml:8:16: nginx.server_name: expected at least one item, got an empty list"),
          replaced("a place to listen with more to it", "  site:", "  listen: [\"80 default_server\"]\n" + "  site:", "playbook.yml:8:12: nginx.listen[0]: expected a port, or an address and a port such as 127.0.0.1:8080, got '80 default_server'"),
          replaced("a place to listen that is a name", "  site:", "  listen: localhost:80\n" + "  site:", "playbook.yml:8:11: nginx.listen: expected a port, or an address and a port such as 127.0.0.1:8080, got 'localhost:80'"),
          replaced("a port to listen on beyond the range", "  site:", "  listen: [80, 127.0.0.1:70000]\n" + "  site:", "playbook.yml:8:16: nginx.listen[1]: expected a port from 1 to 65535, got 127.0.0.1:70000"),
          replaced("a port to listen on of zero", "  site:", "  listen: 0\n" + "  site:", "playbook.yml:8:11: nginx.listen: expected a port from 1 to 65535, got 0"),
          replaced("no port to listen on", "  site:", "  listen: []\n" + "  site:", "playbook.yml:8:11: nginx.listen: expected at least one item, got an empty list"),
          replaced("no port to listen on for HTTPS", "  site:", "  tls: { certificate: a.pem, key: a.key, listen: [] }\n" + "  site:", "playbook.yml:8:50: nginx.tls.listen: expected at least one item, got an empty list"),
          replaced("a port to listen on twice", "  site:", "  listen: [80, 80]\n" + "  site:", "playbook.yml:8:16: nginx.listen[1]: expected each port once, got 80 again"),
          replaced("a port to listen on for both HTTP and HTTPS", "  site:", "  listen: 443\n" + "  tls: { certificate: a.pem, key: a.key }\n" + "  site:", "playbook.yml:9:8: nginx.tls.listen: expected each port once, got 443 again"),
          replaced("a variable of nginx with a dollar sign", "  site: /etc/nginx/conf.d/shop.conf", "  include: url.inc\n" + "  variable: $service_url", "playbook.yml:9:13: nginx.variable: expected the name of an nginx variable, without '$', got '$service_url'"),
          replaced("a URL of nginx with a quote", "  site:", "  url: http://127.0.0.1/\"\n" + "  site:", "playbook.yml:8:8: nginx.url: expected an http:// or https:// URL, got 'http://127.0.0.1/\"' (Illegal character in path)"),
          replaced("a folder with a semicolon", "  jar: shop.jar", "  jar: shop.jar\n" + "  dir: /srv/a;b", "playbook.yml:4:8: app.dir: expected a path without ';', braces, quotes, '\\' and '$', got '/srv/a;b'"),
          replaced("a certificate with a quote", "  site:", "  tls: { certificate: \"a'b.pem\", key: a.key }\n" + "  site:", "playbook.yml:8:23: nginx.tls.certificate: expected a path without ';', braces, quotes, '\\' and '$', got 'a'b.pem'"),
          replaced("a brace that a template brings", "  site:", "  server_name: \"{{ '}' }}\"\n" + "  site:", "playbook.yml:8:16: nginx.server_name: expected a name without spaces, ';', braces, quotes, '\\', '$' and '#', got '}' from '{{ '}' }}'"),
          replaced("a brace in a brace", "  site:", "  server_name: \"a{b}\"\n" + "  site:", "playbook.yml:8:16: nginx.server_name: expected a name without spaces, ';', braces, quotes, '\\', '$' and '#', got 'a{b}'"));

  private static final List<Wrong> TOGETHER =
      List.of(
          replaced("the same port twice", "green: 8082", "green: 8081", "playbook.yml:4:29: ports.green: expected another port than ports.blue, got 8081"),
          replaced("the port that nginx listens on", "blue: 8081", "blue: 80", "playbook.yml:4:16: ports.blue: expected another port than nginx listens on, got 80"),
          replaced("the port that nginx listens on for HTTPS", "  site:", "  tls: { certificate: a.pem, key: a.key, listen: \"*:8082\" }\n" + "  site:", "playbook.yml:4:29: ports.green: expected another port than nginx listens on, got 8082"),
          replaced("files of a jar", "  jar: shop.jar", "  jar: shop.jar\n" + "  files: dist", "playbook.yml:4:3: app.files: goes with app.command; of a jar, the jar is stored"),
          replaced("options for the java of a command", "  jar: shop.jar", "  command: [./shop, \"{{ port }}\"]\n" + "  java_opts: [-Xmx256m]\n" + "  args: [a]\n" + "  java: java", "playbook.yml:4:3: app.java_opts: goes with app.jar; put it into app.command", "playbook.yml:5:3: app.args: goes with app.jar; put it into app.command", "playbook.yml:6:3: app.java: goes with app.jar; put it into app.command"),
          replaced("a digest without an artifact", "  jar: shop.jar", "  command: [./shop, \"{{ port }}\"]\n" + "  sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "playbook.yml:4:3: app.sha256: has no artifact to be compared with; add app.files"),
          replaced("a command of nothing", "  jar: shop.jar", "  command: []", "playbook.yml:3:12: app.command: expected at least one item, got an empty list"),
          replaced("a command that is the same for both slots", "  jar: shop.jar", "  command: [./shop, --port=8081]", "playbook.yml:3:12: app.command: expected {{ port }} or {{ slot }} in it (or in app.env); otherwise both slots would start on the same port"),
          replaced("arguments that are the same for both slots", "  jar: shop.jar", "  jar: shop.jar\n" + "  args: []", "playbook.yml:4:9: app.args: expected {{ port }} or {{ slot }} in it (or in app.env); otherwise both slots would start on the same port"),
          replaced("a health URL that is the same for both slots", "http://127.0.0.1:{{ port }}/health", "http://127.0.0.1:8081/health", "playbook.yml:6:8: health.url: expected {{ port }} or {{ slot }} in it; otherwise one slot would answer for the other"),
          replaced("a variable for the site", "  site:", "  variable: url\n" + "  site:", "playbook.yml:8:3: nginx.variable: goes with nginx.include"),
          replaced("a server block in include mode", "  site: /etc/nginx/conf.d/shop.conf", "  include: url.inc\n" + "  server_name: a\n" + "  location: b;\n" + "  tls: { certificate: a.pem, key: a.key }", "playbook.yml:9:3: nginx.server_name: goes with nginx.site; here the server block is your own", "playbook.yml:10:3: nginx.location: goes with nginx.site; here the server block is your own", "playbook.yml:11:3: nginx.tls: goes with nginx.site; here the server block is your own"));

  private static final List<Wrong> TEMPLATES =
      List.of(
          replaced("an unknown name", "{{ port }}", "{{ prot }}", "playbook.yml:6:8: health.url: unknown name 'prot' in {{ … }}; did you mean 'port'?"),
          replaced("an unknown variable", "{{ port }}/health", "{{ port }}/{{ vars.nope }}", "playbook.yml:6:8: health.url: unknown name 'vars.nope'; known here: none"),
          new Wrong("a variable that is nearly right", "vars:\n" + "  profile: real\n" + Playbooks.MINIMAL.replace("{{ port }}", "{{ port }}/{{ vars.profil }}"), List.of("playbook.yml:8:8: health.url: unknown name 'vars.profil'; did you mean 'profile'?")),
          replaced("an environment variable that is not set", "  jar: shop.jar", "  jar: \"{{ env.NOPE }}.jar\"", "playbook.yml:3:8: app.jar: unknown name 'env.NOPE': there is no such environment variable; {{ env.NOPE | default('') }} does without"),
          replaced("a name of the template engine's own", "  jar: shop.jar", "  jar: \"{{ locale }}.jar\"", "playbook.yml:3:8: app.jar: unknown name 'locale' in {{ … }}; known here: app, env, vars"),
          replaced("the slot where there is none yet", "  jar: shop.jar", "  jar: \"shop-{{ port }}.jar\"", "playbook.yml:3:8: app.jar: cannot depend on the slot, the release or a task; {{ … }} knows only app, env and vars here"),
          replaced("a method", "  jar: shop.jar", "  jar: \"{{ 'a'.getClass() }}\"", "playbook.yml:3:8: app.jar: a template cannot call methods: '{{ 'a'.getClass() }}'"),
          replaced("a file to include", "  jar: shop.jar", "  jar: \"{% include '/etc/passwd' %}\"", "playbook.yml:3:8: app.jar: cannot be filled in: '{% include '/etc/passwd' %}': {% include %} is not there; only {% if %} and {% verbatim %} are"),
          replaced("a file to import", "  jar: shop.jar", "  jar: \"{% import '/etc/passwd' %}\"", "playbook.yml:3:8: app.jar: cannot be filled in: '{% import '/etc/passwd' %}': {% import %} is not there; only {% if %} and {% verbatim %} are"),
          replaced("a loop", "  jar: shop.jar", "  jar: \"{% for i in range(1, 100000000) %}a{% endfor %}\"", "playbook.yml:3:8: app.jar: cannot be filled in: '{% for i in range(1, 100000000) %}a{% endfor %}': {% for %} is not there; only {% if %} and {% verbatim %} are"),
          replaced("a range", "  jar: shop.jar", "  jar: \"{{ range(1, 100000000) }}\"", "playbook.yml:3:8: app.jar: cannot be filled in: '{{ range(1, 100000000) }}': there is no function range"),
          replaced("a template that does not end", "  jar: shop.jar", "  jar: \"{{ app.name\"", "playbook.yml:3:8: app.jar: cannot be filled in: '{{ app.name': expected }} at its end"),
          replaced("a template with nothing in it", "  jar: shop.jar", "  jar: \"{{ }}\"", "playbook.yml:3:8: app.jar: cannot be filled in: '{{ }}': unexpected '}}'"),
          replaced("a template with one brace too few", "  jar: shop.jar", "  jar: \"{{ app.name }\"", "playbook.yml:3:8: app.jar: cannot be filled in: '{{ app.name }': unexpected '}'"),
          replaced("a comment that does not end", "  jar: shop.jar", "  jar: \"shop${#}.jar\"", "playbook.yml:3:8: app.jar: cannot be filled in: 'shop${#}.jar': {# starts a comment that no #} ends; {{ '{#' }} stands for the two characters"),
          replaced("a filter that is not there", "  jar: shop.jar", "  jar: \"{{ app.name | frobnicate }}\"", "playbook.yml:3:8: app.jar: cannot be filled in: '{{ app.name | frobnicate }}': there is no filter frobnicate"),
          replaced("a filled-in value that is wrong", "blue: 8081", "blue: \"{{ app.name }}\"", "playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 'shop' from '{{ app.name }}'"),
          replaced("a filled-in value from the environment stays out of the message", "blue: 8081", "blue: \"{{ env.TOKEN }}\"", "playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got '{{ env.TOKEN }}'"),
          new Wrong("a variable of one further down", "vars:\n" + "  a: \"{{ vars.b }}\"\n" + "  b: x\n" + Playbooks.MINIMAL, List.of("playbook.yml:2:6: vars.a: unknown name 'vars.b'; known here: none")),
          replaced("a template without quotes", "blue: 8081", "blue: {{ vars.port }}", "playbook.yml:4:16: ports.blue: a value that starts with {{ needs quotes: \"{{ … }}\""),
          replaced("a template without quotes and with more to it", "  jar: shop.jar", "  jar: {{ app.name }}.jar", "playbook.yml:3:22: a value that starts with {{ needs quotes: \"{{ … }}\""));

  private static final List<Wrong> TASKS =
      List.of(
          added("a task that is a text", """
          hooks:
            before_switch:
              - ./migrate.sh
              - name: x
          """, "playbook.yml:11:7: hooks.before_switch[0]: expected keys such as name, command, shell, got './migrate.sh'", "playbook.yml:12:7: hooks.before_switch[1]: missing command, shell or uri"),
          added("tasks that are no list", """
          hooks:
            before_switch:
              name: migrate
              shell: ./migrate.sh
          """, "playbook.yml:11:5: hooks.before_switch: expected a list of tasks, got keys"),
          added("a hook that is not there", """
          hooks:
            before_stop: []
          """, "playbook.yml:10:3: hooks.before_stop: unknown key 'before_stop'; did you mean 'before_start'?"),
          added("a task that does nothing", """
          hooks:
            before_switch:
              - name: migrate
          """, "playbook.yml:11:7: hooks.before_switch[0]: missing command, shell or uri"),
          added("a task that does two things", """
          hooks:
            before_switch:
              - shell: ./migrate.sh
                command: [./migrate.sh]
          """, "playbook.yml:11:7: hooks.before_switch[0].shell: expected one of command, shell or uri, got command and shell"),
          added("a task that does three things", """
          hooks:
            before_switch:
              - command: [a]
                uri: { url: "http://a/" }
                shell: b
          """, "playbook.yml:13:7: hooks.before_switch[0].shell: expected one of command, shell or uri, got command, shell and uri"),
          added("a task's command that is a text", """
          hooks:
            before_switch:
              - command: ./migrate.sh now
          """, "playbook.yml:11:16: hooks.before_switch[0].command: expected a list, each item a text, got './migrate.sh now'"),
          added("a task's command of nothing", """
          hooks:
            before_switch:
              - command: []
          """, "playbook.yml:11:16: hooks.before_switch[0].command: expected at least one item, got an empty list"),
          added("a task's key misspelt", """
          hooks:
            before_switch:
              - shell: ./migrate.sh
                ignore_error: true
          """, "playbook.yml:12:7: hooks.before_switch[0].ignore_error: unknown key 'ignore_error'; did you mean 'ignore_errors'?"),
          added("a request's method in small letters", """
          hooks:
            before_switch:
              - uri: { url: "http://a/", method: get }
          """, "playbook.yml:11:40: hooks.before_switch[0].uri.method: expected one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, got 'get'"),
          added("a request without a URL", """
          hooks:
            before_switch:
              - uri: { status: 200 }
          """, "playbook.yml:11:7: hooks.before_switch[0].uri.url: missing; expected an http:// or https:// URL"),
          added("a request's status that is none", """
          hooks:
            before_switch:
              - uri: { url: "http://a/", status: [200, 2000] }
          """, "playbook.yml:11:46: hooks.before_switch[0].uri.status[1]: expected a whole number from 100 to 599, got 2000"),
          added("a request that succeeds with no status", """
          hooks:
            before_switch:
              - uri: { url: "http://a/", status: [] }
          """, "playbook.yml:11:40: hooks.before_switch[0].uri.status: expected at least one item, got an empty list"),
          added("a header with a line break", """
          hooks:
            before_switch:
              - uri: { url: "http://a/", headers: { A: "b\\r\\nC: d" } }
          """, "playbook.yml:11:46: hooks.before_switch[0].uri.headers.A: expected a text in one line, got 'b\\u000d\\nC: d'"),
          added("a header's name with a colon", """
          hooks:
            before_switch:
              - uri: { url: "http://a/", headers: { "A:": b } }
          """, "playbook.yml:11:43: hooks.before_switch[0].uri.headers.A:: expected the name of a header, got 'A:'"),
          added("the environment of a request", """
          hooks:
            before_switch:
              - uri: { url: "http://a/" }
                environment: { A: b }
          """, "playbook.yml:12:7: hooks.before_switch[0].environment: goes with command or shell"),
          added("too many retries", """
          hooks:
            before_switch:
              - shell: a
                retries: 1001
          """, "playbook.yml:12:16: hooks.before_switch[0].retries: expected a whole number from 0 to 1000, got 1001"),
          added("a condition that does not parse", """
          hooks:
            before_switch:
              - shell: a
                when: slot = 'green'
          """, "playbook.yml:12:13: hooks.before_switch[0].when: cannot be filled in: 'slot = 'green'': unexpected '='"),
          added("a condition with an unknown name", """
          hooks:
            before_switch:
              - shell: a
                when: slto == 'green'
          """, "playbook.yml:12:13: hooks.before_switch[0].when: unknown name 'slto' in {{ … }}; did you mean 'slot'?"),
          added("a condition that is neither true nor false", """
          hooks:
            before_switch:
              - shell: a
                when: slot
          """, "playbook.yml:12:13: hooks.before_switch[0].when: expected a condition that is true or false, such as slot == 'green'; 'slot' is 'blue'"),
          added("a result before its task", """
          hooks:
            before_switch:
              - shell: a
                when: check.rc == 0
              - shell: b
                register: check
          """, "playbook.yml:12:13: hooks.before_switch[0].when: unknown name 'check' in {{ … }}; known here: app, env, port, release, slot, vars, version"),
          added("a task's own result", """
          hooks:
            before_switch:
              - shell: a {{ check.rc }}
                register: check
          """, "playbook.yml:11:14: hooks.before_switch[0].shell: unknown name 'check' in {{ … }}; known here: app, env, port, release, slot, vars, version"),
          added("a result of a later hook", """
          hooks:
            after_switch:
              - shell: b
                register: check
            before_switch:
              - shell: a {{ check.rc }}
          """, "playbook.yml:14:14: hooks.before_switch[0].shell: unknown name 'check' in {{ … }}; known here: app, env, port, release, slot, vars, version"),
          added("a part that a result does not have", """
          hooks:
            before_switch:
              - shell: a
                register: check
              - shell: echo {{ check.exit }}
          """, "playbook.yml:13:14: hooks.before_switch[1].shell: unknown name 'check.exit'; known here: body, failed, rc, skipped, status, stderr, stdout"),
          added("a result where it cannot be known yet", """
          hooks:
            before_switch:
              - shell: a
                register: check
              - shell: b
                name: "b {{ check.rc }}"
          """, "playbook.yml:14:13: hooks.before_switch[1].name: cannot depend on the slot, the release or a task; {{ … }} knows only app, env and vars here"),
          added("a result with a name that is taken", """
          hooks:
            before_switch:
              - shell: a
                register: port
          """, "playbook.yml:12:17: hooks.before_switch[0].register: expected a name of your own, got 'port', which is taken"),
          added("a result with a name that is none", """
          hooks:
            before_switch:
              - shell: a
                register: my-check
          """, "playbook.yml:12:17: hooks.before_switch[0].register: expected a name of letters, digits and '_', got 'my-check'"),
          added("a wrong task after a task that is none", """
          hooks:
            before_switch:
              - nonsense
              - shell: a
                environment: { A: b }
                retries: x
          """, "playbook.yml:11:7: hooks.before_switch[0]: expected keys such as name, command, shell, got 'nonsense'", "playbook.yml:14:16: hooks.before_switch[1].retries: expected a whole number from 0 to 1000, got 'x'"));

  private static final List<Wrong> YAML =
      List.of(
          new Wrong("an empty file", "", List.of("playbook.yml:1:1: expected a playbook, got an empty file")),
          new Wrong("comments only", "# nothing\n", List.of("playbook.yml:1:1: expected a playbook, got an empty file")),
          new Wrong("a document of nothing", "---\n", List.of("playbook.yml:2:1: expected keys such as `app:`, got nothing")),
          new Wrong("a list at the top", "- app\n", List.of("playbook.yml:1:1: expected keys such as `app:`, got a list")),
          new Wrong("a text at the top", "shop\n", List.of("playbook.yml:1:1: expected keys such as `app:`, got 'shop'")),
          added("two documents", """
          ---
          app: {}
          """, "playbook.yml:9:1: a second document; a playbook is one"),
          added("a tab", """
          rollout:
          	drain: 1s
          """, "playbook.yml:10:1: a tab: YAML is indented with spaces"),
          added("a tag that names a Java class", "vars: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]\n", "playbook.yml:9:7: a YAML tag (!!javax.script.ScriptEngineManager): playbooks have none", "playbook.yml:9:43: a YAML tag (!!java.net.URLClassLoader): playbooks have none"),
          added("a tag that names a Python object", """
          vars:
            a: !!python/object:os.system x
          """, "playbook.yml:10:6: a YAML tag (!!python/object:os.system): playbooks have none"),
          added("a tag of one's own", """
          vars:
            a: !vault x
            !foo b: c
          """, "playbook.yml:10:6: a YAML tag (!vault): playbooks have none", "playbook.yml:11:3: a YAML tag (!foo): playbooks have none"),
          added("an alias without its anchor", "vars: *nope\n", "playbook.yml:9:7: the alias *nope has no anchor &nope before it"),
          added("an alias of itself", "vars: &v { a: *v }\n", "playbook.yml:9:7: vars.a: expected a text, got keys"),
          added("a merge with itself", "vars: &v { a: b, <<: *v, c: [] }\n", "playbook.yml:9:29: vars.c: expected a text, got a list"),
          added("a merge with a text", "vars: { <<: text, a: b }\n", "playbook.yml:9:13: vars.<<: expected an alias of keys, got 'text'"),
          added("a quote that stays open", "vars: { a: \"b }\n", "playbook.yml:9:12: a quote that is never closed"),
          added("a bracket that stays open", "vars: { a: b\n", "playbook.yml:9:7: a bracket or brace that is never closed"),
          added("a bracket that stays open before another key", """
          rollout: { drain: 1s
          vars: { a: b }
          """, "playbook.yml:10:5: expected ',' or '}': a bracket is still open here"),
          replaced("a value that starts with an at sign", "  jar: shop.jar", "  jar: @shop.jar", "playbook.yml:3:8: a value cannot start with '@'; put it in quotes"),
          replaced("quotes around half a value", "  url: http", "  body: \"status\":\"UP\"\n" + "  url: http", "playbook.yml:6:17: does not fit what stands before it; check the indentation and the quotes"),
          replaced("a colon in a value", "  jar: shop.jar", "  jar: shop: jar", "playbook.yml:3:12: a ':' that cannot stand here; check the indentation, or put the value in quotes"),
          replaced("a line indented too little", "  jar: shop.jar", " jar: shop.jar", "playbook.yml:3:2: does not fit what stands before it; check the indentation and the quotes"),
          replaced("a key without its colon", "  jar: shop.jar", "  jar\n" + "  java: java", "playbook.yml:4:3: expected a ':' after the key in the line above"),
          replaced("an escape that is none", "  jar: shop.jar", "  jar: \"C:\\shop.jar\"", "playbook.yml:3:12: '\\s' means nothing in double quotes; use single quotes"),
          added("a YAML of another version", """
          %YAML 3.0
          ---
          """, "playbook.yml:9:1: not YAML: found incompatible YAML document (version 1.* is required)"));

  private static final List<Wrong> SEVERAL =
      List.of(
          new Wrong("errors come in the order of their places", """
          nginx:
            listen: 80 default_server
            site: "a;b"
          ports: { green: 70000 }
          app:
            jar: x
            nmae: shop
            user: a b
          health:
            url: http://127.0.0.1/
            timeout: 5
          hooks:
            before_switch:
              - command: [a, "{{ b }}"]
                when: c
          foo: bar
          """, List.of("playbook.yml:2:11: nginx.listen: expected a port, or an address and a port such as 127.0.0.1:8080, got '80 default_server'", "playbook.yml:3:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got 'a;b'", "playbook.yml:4:1: ports.blue: missing; expected a port from 1 to 65535", "playbook.yml:4:17: ports.green: expected a port from 1 to 65535, got 70000", "playbook.yml:7:3: app.nmae: unknown key 'nmae'; did you mean 'name'?", "playbook.yml:8:9: app.user: expected the name of a user, got 'a b'", "playbook.yml:10:8: health.url: expected {{ port }} or {{ slot }} in it; otherwise one slot would answer for the other", "playbook.yml:11:12: health.timeout: expected a time such as 500ms, 30s or 5m, at least 10ms, got 5", "playbook.yml:14:20: hooks.before_switch[0].command[1]: unknown name 'b' in {{ … }}; known here: app, env, port, release, slot, vars, version", "playbook.yml:15:13: hooks.before_switch[0].when: unknown name 'c' in {{ … }}; known here: app, env, port, release, slot, vars, version", "playbook.yml:16:1: foo: unknown key 'foo'; known here: vars, app, ports, health, nginx, rollout, hooks")));

  private WrongPlaybooks() {}

  /** One wrong playbook. */
  record Wrong(String what, String yaml, List<String> errors) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Wrong> all() {
    return Stream.of(KEYS, VALUES, NGINX, TOGETHER, TEMPLATES, TASKS, YAML, SEVERAL).flatMap(List::stream);
  }

  private static Wrong replaced(String what, String right, String wrong, String... errors) {
    if (!Playbooks.MINIMAL.contains(right)) {
      throw new IllegalArgumentException(what);
    }
    return new Wrong(what, Playbooks.MINIMAL.replace(right, wrong), List.of(errors));
  }

  private static Wrong added(String what, String wrong, String... errors) {
    return new Wrong(what, Playbooks.MINIMAL + wrong, List.of(errors));
  }
}
