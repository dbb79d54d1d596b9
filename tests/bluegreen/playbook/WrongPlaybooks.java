package bluegreen.playbook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Wrong playbooks, and what is to be said of each. After its name, each shows how it differs from
 * {@link Playbooks#MINIMAL}: {@code -} is replaced by {@code +}, and a {@code +} without a {@code
 * -} comes at the end; or {@code *}, the whole of it. {@code =} are the errors.
 */
final class WrongPlaybooks {
  private static final String KEYS =
      """
      an unknown key at the top
      - ports:
      + prots:
      = playbook.yml:4:1: prots: unknown key 'prots'; did you mean 'ports'?

      an unknown key in a section
      -   name: shop
      +   name: shop
      +   jra: other.jar
      = playbook.yml:3:3: app.jra: unknown key 'jra'; did you mean 'jar'?

      a key in another spelling
      -   jar: shop.jar
      +   jar: shop.jar
      +   keep-releases: 3
      = playbook.yml:4:3: app.keep-releases: unknown key 'keep-releases'; did you mean 'keep_releases'?

      an unknown key unlike any other
      + foobar: 1
      = playbook.yml:9:1: foobar: unknown key 'foobar'; known here: vars, app, ports, slots, health, nginx, rollout, hooks

      an unknown key in a flow mapping
      - blue: 8081
      + blue: 8081, purple: 8083
      = playbook.yml:4:22: ports.purple: unknown key 'purple'; known here: blue, green

      a key that is a number
      + 1: x
      = playbook.yml:9:1: 1: unknown key '1'; known here: vars, app, ports, slots, health, nginx, rollout, hooks

      a key that is empty
      + : x
      = playbook.yml:9:1: does not fit what stands before it; check the indentation and the quotes

      a key that is a list
      + ? [a, b]
      + : x
      = playbook.yml:9:3: expected a name as the key

      a key that is a mapping
      + ? {a: b}
      + : x
      = playbook.yml:9:3: expected a name as the key

      a key twice at the top
      + ports: { blue: 1, green: 2 }
      = playbook.yml:9:1: ports: duplicate key 'ports'; the first one is in line 4

      a key twice in a section
      -   jar: shop.jar
      +   jar: shop.jar
      +   name: shop
      = playbook.yml:4:3: app.name: duplicate key 'name'; the first one is in line 2

      a required section is missing
      - ports: { blue: 8081, green: 8082 }
      = playbook.yml:1:1: missing ports or slots

      everything is missing
      * rollout: { drain: 1s }
      = playbook.yml:1:1: app: missing; expected keys such as name, jar, command
      = playbook.yml:1:1: health: missing; expected keys such as url, status, body
      = playbook.yml:1:1: nginx: missing; expected keys such as bin, conf, prefix
      = playbook.yml:1:1: missing ports or slots

      a required key is missing
      -   name: shop
      = playbook.yml:1:1: app.name: missing; expected a name of letters, digits and '-'

      a required key of a flow mapping is missing
      - , green: 8082
      = playbook.yml:4:1: ports.green: missing; expected a port from 1 to 65535

      neither jar nor command
      -   jar: shop.jar
      = playbook.yml:1:1: app: missing jar, command, image or start

      both jar and command
      -   jar: shop.jar
      +   jar: shop.jar
      +   command: ["./shop", "{{ port }}"]
      = playbook.yml:4:3: app.command: expected one of jar, command, image or start, got jar and command

      neither site nor behind
      -   site: /etc/nginx/conf.d/shop.conf
      +   bin: nginx
      = playbook.yml:7:1: nginx: missing site, behind or stream

      both site and behind
      -   site: /etc/nginx/conf.d/shop.conf
      +   site: /etc/nginx/conf.d/shop.conf
      +   behind: 8090
      = playbook.yml:9:3: nginx.behind: expected one of site, behind or stream, got site and behind

      what only HTTP has, for a stream
      -   site: /etc/nginx/conf.d/shop.conf
      +   stream: /etc/nginx/stream.d/shop.conf
      +   install: true
      +   server_name: shop.example.com
      +   tls: { certificate: a.pem, key: a.key }
      +   soft: 2s
      +   url: http://127.0.0.1/
      +   location: "client_max_body_size 1m;"
      = playbook.yml:7:1: nginx.listen: missing; with nginx.stream it says which ports visitors connect to
      = playbook.yml:9:3: nginx.install: does not bring nginx's stream module; install both first: libnginx-mod-stream on Debian and Ubuntu, nginx-mod-stream on Amazon Linux and RHEL
      = playbook.yml:10:3: nginx.server_name: is nothing for nginx.stream: a TCP connection has no name; what tells apps apart is the port
      = playbook.yml:11:3: nginx.tls: is nothing for nginx.stream: TLS is the app's: nginx passes the connection on as it is, without opening it
      = playbook.yml:12:3: nginx.soft: is nothing for nginx.stream: a connection outlives a reload of the stream block; take it out
      = playbook.yml:13:3: nginx.url: is nothing for nginx.stream: nginx.listen says where we reach the app; take it out
      = playbook.yml:14:3: nginx.location: is nothing for nginx.stream: there is no location in a stream; take it out

      a stream on the port of a slot
      -   site: /etc/nginx/conf.d/shop.conf
      +   stream: /etc/nginx/stream.d/shop.conf
      +   listen: ["127.0.0.1:8081"]
      +   switch: reload
      = playbook.yml:4:16: ports.blue: expected another port than nginx listens on, got 8081

      the one misspelt of two
      -   jar: shop.jar
      +   jra: shop.jar
      = playbook.yml:3:3: app.jra: unknown key 'jra'; did you mean 'jar'?

      a certificate without its key
      -   site: /etc/nginx/conf.d/shop.conf
      +   site: /etc/nginx/conf.d/shop.conf
      +   tls: { certificate: /etc/ssl/shop.pem }
      = playbook.yml:9:3: nginx.tls.key: missing; expected a path without ';', braces, quotes, '\\' and '$'
      """;

  private static final String VALUES =
      """
      a section that is a text
      - ports: { blue: 8081, green: 8082 }
      + ports: 8081
      = playbook.yml:4:8: ports: expected the keys blue, green, got 8081

      a section that is a list
      - ports: { blue: 8081, green: 8082 }
      + ports: [8081, 8082]
      = playbook.yml:4:8: ports: expected the keys blue, green, got a list

      a section that is empty
      + rollout:
      = playbook.yml:9:9: rollout: expected keys such as drain, bake, probe, got nothing

      a text that is empty
      -   jar: shop.jar
      +   jar:
      = playbook.yml:3:7: app.jar: expected a path, or an http:// or https:// URL, got nothing

      a text that is null
      -   jar: shop.jar
      +   jar: ~
      = playbook.yml:3:8: app.jar: expected a path, or an http:// or https:// URL, got nothing

      a text that is a list
      -   jar: shop.jar
      +   jar: [shop.jar]
      = playbook.yml:3:8: app.jar: expected a path, or an http:// or https:// URL, got a list

      a text that is a mapping
      -   jar: shop.jar
      +   jar:
      +     path: shop.jar
      = playbook.yml:4:5: app.jar: expected a path, or an http:// or https:// URL, got keys

      a list that is a text
      -   jar: shop.jar
      +   jar: shop.jar
      +   java_opts: -Xmx256m
      = playbook.yml:4:14: app.java_opts: expected a list, each item a text, got '-Xmx256m'

      an item that is a mapping
      -   jar: shop.jar
      +   jar: shop.jar
      +   java_opts: [-Xmx256m, {a: b}]
      = playbook.yml:4:25: app.java_opts[1]: expected a text, got keys

      names that are a list
      -   jar: shop.jar
      +   jar: shop.jar
      +   env: [TZ=Asia/Seoul]
      = playbook.yml:4:8: app.env: expected names with values, got a list

      an environment variable without a value
      -   jar: shop.jar
      +   jar: shop.jar
      +   env: { TZ: }
      = playbook.yml:4:13: app.env.TZ: expected a text, got nothing

      an environment variable with a wrong name
      -   jar: shop.jar
      +   jar: shop.jar
      +   env: { my-zone: Asia/Seoul }
      = playbook.yml:4:10: app.env.my-zone: expected the name of an environment variable, got 'my-zone'

      an environment variable with a NUL
      -   jar: shop.jar
      +   jar: shop.jar
      +   env: { A: "a\\0b" }
      = playbook.yml:4:13: app.env.A: expected a text, got 'a\\u0000b'

      a variable with a wrong name
      + vars: { no-good: 1 }
      = playbook.yml:9:9: vars.no-good: expected a name of letters, digits and '_', got 'no-good'

      a variable that is a list
      + vars: { some: [1, 2] }
      = playbook.yml:9:15: vars.some: expected a text, got a list

      an app's name with a slash
      -   name: shop
      +   name: ../shop
      = playbook.yml:2:9: app.name: expected a name of letters, digits and '-', got '../shop'

      an app's name that ends in a hyphen
      -   name: shop
      +   name: shop-
      = playbook.yml:2:9: app.name: expected a name of letters, digits and '-', got 'shop-'

      an app's name of 64 letters
      -   name: shop
      +   name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      = playbook.yml:2:9: app.name: expected a name of letters, digits and '-', got 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'

      an app's name with a final line break
      -   name: shop
      +   name: "shop\\n"
      = playbook.yml:2:9: app.name: expected a name of letters, digits and '-', got 'shop\\n'

      an app's name with a template
      -   name: shop
      +   name: "{{ vars.name }}"
      = playbook.yml:2:9: app.name: expected a name of letters, digits and '-', got '{{ vars.name }}'

      a port beyond the range
      - green: 8082
      + green: 80822
      = playbook.yml:4:29: ports.green: expected a port from 1 to 65535, got 80822

      a port of zero
      - blue: 8081
      + blue: 0
      = playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 0

      a negative port
      - blue: 8081
      + blue: -8081
      = playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got -8081

      a port of many digits
      - blue: 8081
      + blue: 99999999999999999999
      = playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 99999999999999999999

      a port that is a word
      - blue: 8081
      + blue: http
      = playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 'http'

      a port that is a fraction
      - blue: 8081
      + blue: 8081.5
      = playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 8081.5

      a status that is none
      -   url: http
      +   status: 99
      +   url: http
      = playbook.yml:6:11: health.status: expected a whole number from 100 to 599, got 99

      a count of zero
      -   url: http
      +   successes: 0
      +   url: http
      = playbook.yml:6:14: health.successes: expected a whole number from 1 to 100, got 0

      a time without its unit
      -   url: http
      +   timeout: 60
      +   url: http
      = playbook.yml:6:12: health.timeout: expected a time such as 500ms, 30s or 5m, at least 10ms, got 60

      a time with a fraction
      -   url: http
      +   timeout: 1.5s
      +   url: http
      = playbook.yml:6:12: health.timeout: expected a time such as 500ms, 30s or 5m, at least 10ms, got 1.5s

      a negative time
      -   url: http
      +   timeout: -5s
      +   url: http
      = playbook.yml:6:12: health.timeout: expected a time such as 500ms, 30s or 5m, at least 10ms, got -5s

      a time that is too long for what is repeated
      + rollout: { probe: 5s }
      = playbook.yml:9:19: rollout.probe: expected a time from 10ms to 1000ms, or off, got 5s

      a wait of nothing
      -   url: http
      +   timeout: 0s
      +   url: http
      = playbook.yml:6:12: health.timeout: expected a time such as 500ms, 30s or 5m, at least 10ms, got 0s

      an interval that would keep a processor busy
      -   url: http
      +   interval: 0ms
      +   url: http
      = playbook.yml:6:13: health.interval: expected a time such as 500ms, 30s or 5m, at least 10ms, got 0ms

      a time beyond a year
      + rollout: { drain: 9000h }
      = playbook.yml:9:19: rollout.drain: expected a time such as 500ms, 30s or 5m, got 9000h

      a word that is none of the choices
      + rollout: { standby: maybe }
      = playbook.yml:9:21: rollout.standby: expected one of keep, stop, got 'maybe'

      a choice in capitals
      -   jar: shop.jar
      +   jar: shop.jar
      +   runner: Systemd
      = playbook.yml:4:11: app.runner: expected one of auto, process, systemd, got 'Systemd'

      a switch that is none
      -   site:
      +   switch: restart
      +   site:
      = playbook.yml:8:11: nginx.switch: expected one of live, reload, got 'restart'

      another way to become root
      -   site:
      +   become: su
      +   site:
      = playbook.yml:8:11: nginx.become: expected one of none, sudo, got 'su'

      no release to keep
      -   jar: shop.jar
      +   jar: shop.jar
      +   keep_releases: 0
      = playbook.yml:4:18: app.keep_releases: expected a whole number from 1 to 1000, got 0

      neither true nor false
      -   site:
      +   install: maybe
      +   site:
      = playbook.yml:8:12: nginx.install: expected true or false, got 'maybe'

      a digest that is too short
      -   jar: shop.jar
      +   jar: shop.jar
      +   sha256: 9f86d081884c
      = playbook.yml:4:11: app.sha256: expected 64 hex digits, got '9f86d081884c'

      a version with a slash
      -   jar: shop.jar
      +   jar: shop.jar
      +   version: release/1.2
      = playbook.yml:4:12: app.version: expected a version of letters, digits, '.', '_', '+', '-', got 'release/1.2'

      a version with a line break
      -   jar: shop.jar
      +   jar: shop.jar
      +   version: "1.2\\n"
      = playbook.yml:4:12: app.version: expected a version of letters, digits, '.', '_', '+', '-', got '1.2\\n'

      a user with a space
      -   jar: shop.jar
      +   jar: shop.jar
      +   user: shop keeper
      = playbook.yml:4:9: app.user: expected the name of a user, got 'shop keeper'

      a user that is an option
      -   jar: shop.jar
      +   jar: shop.jar
      +   user: --root
      = playbook.yml:4:9: app.user: expected the name of a user, got '--root'

      a path with an escape sequence
      -   jar: shop.jar
      +   jar: "shop\\e[31m.jar"
      = playbook.yml:3:8: app.jar: expected a path, or an http:// or https:// URL, got 'shop\\u001b[31m.jar'

      a path with a right-to-left override
      -   jar: shop.jar
      +   jar: "a\\u202e\\x85b"
      = playbook.yml:3:8: app.jar: expected a path, or an http:// or https:// URL, got 'a\\u202e\\u0085b'

      a URL that is to be fetched and is none
      -   jar: shop.jar
      +   jar: "https://joe:secret@repo.example.com/a b.jar?token=x"
      = playbook.yml:3:8: app.jar: expected a path, or an http:// or https:// URL, got 'https://********@repo.example.com/a b.jar?token=********' (Illegal character in path)

      a path that starts with a tilde
      -   jar: shop.jar
      +   jar: ~/shop.jar
      = playbook.yml:3:8: app.jar: expected a path, or an http:// or https:// URL, got '~/shop.jar' (no shell replaces the '~'; write {{ env.HOME }})

      health by neither way
      -   url: http://127.0.0.1:{{ port }}/health
      +   timeout: 5s
      = playbook.yml:5:1: health: missing url or tcp

      health by both ways
      -   url: http://127.0.0.1:{{ port }}/health
      +   url: http://127.0.0.1:{{ port }}/health
      +   tcp: { expect: hello }
      = playbook.yml:7:3: health.tcp: expected either url or tcp, got both

      a status without HTTP
      -   url: http://127.0.0.1:{{ port }}/health
      +   tcp: {}
      +   status: 204
      +   headers: { Host: a }
      = playbook.yml:7:3: health.status: goes with health.url; with tcp, see its expect
      = playbook.yml:8:3: health.headers: goes with health.url; with tcp, see its expect

      an empty text that is expected by TCP
      -   url: http://127.0.0.1:{{ port }}/health
      +   tcp: { expect: "" }
      = playbook.yml:6:18: health.tcp.expect: expected a text, got ''

      a health URL of another scheme
      - http://127.0.0.1:{{ port }}/health
      + ftp://127.0.0.1:{{ port }}/health
      = playbook.yml:6:8: health.url: expected an http:// or https:// URL, got 'ftp://127.0.0.1:1/health' from 'ftp://127.0.0.1:{{ port }}/health'

      a health URL with a space
      - http://127.0.0.1:{{ port }}/health
      + http://127.0.0.1:{{ port }}/is healthy
      = playbook.yml:6:8: health.url: expected an http:// or https:// URL, got 'http://127.0.0.1:1/is healthy' from 'http://127.0.0.1:{{ port }}/is healthy'

      a URL whose host is none
      - http://127.0.0.1:{{ port }}/health
      + http://my_host:{{ port }}/health
      = playbook.yml:6:8: health.url: expected an http:// or https:// URL, got 'http://my_host:1/health' from 'http://my_host:{{ port }}/health' (its host is not a host name)

      a URL whose port is none
      - http://127.0.0.1:{{ port }}/health
      + http://127.0.0.1:8{{ port }}0000/health
      = playbook.yml:6:8: health.url: expected an http:// or https:// URL, got 'http://127.0.0.1:810000/health' from 'http://127.0.0.1:8{{ port }}0000/health' (its port is not one from 1 to 65535)

      a URL with a character that URLs do not have
      - /health
      + /health?a=|
      = playbook.yml:6:8: health.url: expected an http:// or https:// URL, got 'http://127.0.0.1:1/health?a=|' from 'http://127.0.0.1:{{ port }}/health?a=|' (Illegal character in query)

      a long value is shortened
      -   jar: shop.jar
      +   jar: shop.jar
      +   version: /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      = playbook.yml:4:12: app.version: expected a version of letters, digits, '.', '_', '+', '-', got '/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'
      """;

  private static final String NGINX =
      """
      a site with a semicolon
      - /etc/nginx/conf.d/shop.conf
      + "/etc/nginx/a;b.conf"
      = playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/a;b.conf'

      a site with a brace
      - /etc/nginx/conf.d/shop.conf
      + "/etc/nginx/a}b.conf"
      = playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/a}b.conf'

      a site with a quote
      - /etc/nginx/conf.d/shop.conf
      + /etc/nginx/a"b.conf
      = playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/a"b.conf'

      a site with a line break
      - /etc/nginx/conf.d/shop.conf
      + "/etc/nginx/a.conf\\nb"
      = playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/a.conf\\nb'

      a site with a variable
      - /etc/nginx/conf.d/shop.conf
      + /etc/nginx/$host.conf
      = playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/$host.conf'

      a site with a backslash
      - /etc/nginx/conf.d/shop.conf
      + /etc/nginx/a\\b.conf
      = playbook.yml:8:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got '/etc/nginx/a\\b.conf'

      a server's name with a semicolon
      -   site:
      +   server_name: "shop.example.com; evil on"
      +   site:
      = playbook.yml:8:16: nginx.server_name: expected a name without spaces, ';', braces, quotes, '\\', '$' and '#', got 'shop.example.com; evil on'

      a server's name with a final line break
      -   site:
      +   server_name: ["a\\n"]
      +   site:
      = playbook.yml:8:17: nginx.server_name[0]: expected a name without spaces, ';', braces, quotes, '\\', '$' and '#', got 'a\\n'

      a server's name that is a comment
      -   site:
      +   server_name: ["#a"]
      +   site:
      = playbook.yml:8:17: nginx.server_name[0]: expected a name without spaces, ';', braces, quotes, '\\', '$' and '#', got '#a'

      no server's name
      -   site:
      +   server_name: []
      +   site:
      = playbook.yml:8:16: nginx.server_name: expected at least one item, got an empty list

      a place to listen with more to it
      -   site:
      +   listen: ["80 default_server"]
      +   site:
      = playbook.yml:8:12: nginx.listen[0]: expected a port, or an address and a port such as 127.0.0.1:8080, got '80 default_server'

      a place to listen that is a name
      -   site:
      +   listen: localhost:80
      +   site:
      = playbook.yml:8:11: nginx.listen: expected a port, or an address and a port such as 127.0.0.1:8080, got 'localhost:80'

      a port to listen on beyond the range
      -   site:
      +   listen: [80, 127.0.0.1:70000]
      +   site:
      = playbook.yml:8:16: nginx.listen[1]: expected a port from 1 to 65535, got 127.0.0.1:70000

      a port to listen on of zero
      -   site:
      +   listen: 0
      +   site:
      = playbook.yml:8:11: nginx.listen: expected a port from 1 to 65535, got 0

      no port to listen on
      -   site:
      +   listen: []
      +   site:
      = playbook.yml:8:11: nginx.listen: expected at least one item, got an empty list

      no port to listen on for HTTPS
      -   site:
      +   tls: { certificate: a.pem, key: a.key, listen: [] }
      +   site:
      = playbook.yml:8:50: nginx.tls.listen: expected at least one item, got an empty list

      a port to listen on twice
      -   site:
      +   listen: [80, 80]
      +   site:
      = playbook.yml:8:16: nginx.listen[1]: expected each port once, got 80 again

      a port to listen on for both HTTP and HTTPS
      -   site:
      +   listen: 443
      +   tls: { certificate: a.pem, key: a.key }
      +   site:
      = playbook.yml:9:8: nginx.tls.listen: expected each port once, got 443 again

      a variable of nginx with a dollar sign
      -   site: /etc/nginx/conf.d/shop.conf
      +   behind: 8090
      +   include: url.inc
      +   variable: $service_url
      = playbook.yml:10:13: nginx.variable: expected the name of an nginx variable, without '$', got '$service_url'

      a URL of nginx with a quote
      -   site:
      +   url: http://127.0.0.1/"
      +   site:
      = playbook.yml:8:8: nginx.url: expected an http:// or https:// URL, got 'http://127.0.0.1/"' (Illegal character in path)

      a folder with a semicolon
      -   jar: shop.jar
      +   jar: shop.jar
      +   dir: /srv/a;b
      = playbook.yml:4:8: app.dir: expected a path without ';', braces, quotes, '\\' and '$', got '/srv/a;b'

      a certificate with a quote
      -   site:
      +   tls: { certificate: "a'b.pem", key: a.key }
      +   site:
      = playbook.yml:8:23: nginx.tls.certificate: expected a path without ';', braces, quotes, '\\' and '$', got 'a'b.pem'

      a brace that a template brings
      -   site:
      +   server_name: "{{ '}' }}"
      +   site:
      = playbook.yml:8:16: nginx.server_name: expected a name without spaces, ';', braces, quotes, '\\', '$' and '#', got '}' from '{{ '}' }}'

      a brace in a brace
      -   site:
      +   server_name: "a{b}"
      +   site:
      = playbook.yml:8:16: nginx.server_name: expected a name without spaces, ';', braces, quotes, '\\', '$' and '#', got 'a{b}'
      """;

  private static final String TOGETHER =
      """
      the same port twice
      - green: 8082
      + green: 8081
      = playbook.yml:4:29: ports.green: expected another port than ports.blue, got 8081

      the port that nginx listens on
      - blue: 8081
      + blue: 80
      = playbook.yml:4:16: ports.blue: expected another port than nginx listens on, got 80

      the port that nginx listens on, beside one that is none
      - blue: 8081, green: 8082
      + blue: 80810, green: 80
      = playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 80810
      = playbook.yml:4:30: ports.green: expected another port than nginx listens on, got 80

      a device for a file of nginx's
      -   site: /etc/nginx/conf.d/shop.conf
      +   site: /dev/null
      +   tls: { certificate: /dev/zero, key: /dev/full }
      = playbook.yml:8:9: nginx.site: expected a file, got a device (/dev/null)
      = playbook.yml:9:23: nginx.tls.certificate: expected a file, got a device (/dev/zero)
      = playbook.yml:9:39: nginx.tls.key: expected a file, got a device (/dev/full)

      the port that nginx listens on for HTTPS
      -   site:
      +   tls: { certificate: a.pem, key: a.key, listen: "*:8082" }
      +   site:
      = playbook.yml:4:29: ports.green: expected another port than nginx listens on, got 8082

      files of a jar
      -   jar: shop.jar
      +   jar: shop.jar
      +   files: dist
      = playbook.yml:4:3: app.files: goes with app.command; of a jar, the jar is stored

      an image of which the words are wrong
      -   jar: shop.jar
      +   image: "Shop Image"
      +   engine: rkt
      +   pull: never
      = playbook.yml:3:10: app.image: expected the name of an image, got 'Shop Image'
      = playbook.yml:4:11: app.engine: expected one of docker, podman, got 'rkt'
      = playbook.yml:5:9: app.pull: expected one of missing, always, got 'never'

      what only goes with a process or with an image
      -   jar: shop.jar
      +   image: shop:1.5
      +   java_opts: [-Xmx256m]
      +   workdir: work
      +   runner: process
      +   sha256: "0000000000000000000000000000000000000000000000000000000000000000"
      +   args: ["--server.port={{ port }}"]
      = playbook.yml:4:3: app.java_opts: goes with an app that is no image; put them into app.env, as JAVA_TOOL_OPTIONS
      = playbook.yml:5:3: app.workdir: goes with an app that is no image; app.options: [--workdir, FOLDER] sets the one in the container
      = playbook.yml:6:3: app.runner: goes with an app that is no image
      = playbook.yml:7:3: app.sha256: goes with a file; pin an image in app.image: NAME@sha256:DIGEST

      an engine for a jar
      -   jar: shop.jar
      +   jar: shop.jar
      +   engine: podman
      +   container_port: 8080
      = playbook.yml:4:3: app.engine: goes with app.image
      = playbook.yml:5:3: app.container_port: goes with app.image

      an image that listens on the same port in both slots
      -   jar: shop.jar
      +   image: shop:1.5
      = playbook.yml:3:10: app.image: expected {{ port }} or {{ slot }} in app.args or app.env, for the app to listen there; or app.container_port

      options that are for us to give
      -   jar: shop.jar
      +   image: shop:1.5
      +   args: ["{{ port }}"]
      +   options: [shop:1.4, "--name=shop", -d, -p8080:8080, "--env", "--label=bluegreen.app=x", "--network=db"]
      = playbook.yml:5:13: app.options[0]: expected an option, such as --memory=512m, got 'shop:1.4'
      = playbook.yml:5:23: app.options[1]: '--name=shop' is for us to say
      = playbook.yml:5:38: app.options[2]: '-d' is for us to say
      = playbook.yml:5:42: app.options[3]: '-p8080:8080' is for us to say: app.container_port
      = playbook.yml:5:55: app.options[4]: '--env' is for us to say: app.env and app.env_file
      = playbook.yml:5:64: app.options[5]: '--label=bluegreen.app=x' is for us to say
      = playbook.yml:5:91: app.options[6]: a network of its own goes with app.container_port; without that the container has the machine's

      options for the java of a command
      -   jar: shop.jar
      +   command: [./shop, "{{ port }}"]
      +   java_opts: [-Xmx256m]
      +   args: [a]
      +   java: java
      = playbook.yml:4:3: app.java_opts: goes with app.jar; put it into app.command
      = playbook.yml:5:3: app.args: goes with app.jar; put it into app.command
      = playbook.yml:6:3: app.java: goes with app.jar; put it into app.command

      an option of java's among the app's arguments
      -   jar: shop.jar
      +   jar: shop.jar
      +   args: ["--server.port={{ port }}", "-D{{ app.name }}.profile=real", -Xmx1g, -x, -Xylo]
      = playbook.yml:4:38: app.args[1]: java takes '-Dshop.profile=real' for an argument of the app, as it comes behind the jar; move it to java_opts
      = playbook.yml:4:71: app.args[2]: java takes '-Xmx1g' for an argument of the app, as it comes behind the jar; move it to java_opts

      an archive of classes beside our own
      -   jar: shop.jar
      +   jar: shop.jar
      +   archive: auto
      +   java_opts: [-Xmx1g, "-XX:SharedArchiveFile=my.jsa", "-Xshare:off", "-Xshare:auto"]
      = playbook.yml:5:23: app.java_opts[1]: app.archive: auto has an archive of its own; drop one
      = playbook.yml:5:55: app.java_opts[2]: app.archive: auto has an archive of its own; drop one

      an archive of classes by another word
      -   jar: shop.jar
      +   jar: shop.jar
      +   archive: always
      = playbook.yml:4:12: app.archive: expected one of off, auto, got 'always'

      an archive of classes of no jar
      -   jar: shop.jar
      +   command: [serve, "{{ port }}"]
      +   archive: auto
      = playbook.yml:4:3: app.archive: goes with app.jar

      a digest without an artifact
      -   jar: shop.jar
      +   command: [./shop, "{{ port }}"]
      +   sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      = playbook.yml:4:3: app.sha256: has no artifact to be compared with; add app.files

      a command of nothing
      -   jar: shop.jar
      +   command: []
      = playbook.yml:3:12: app.command: expected at least one item, got an empty list

      a command that is the same for both slots
      -   jar: shop.jar
      +   command: [./shop, --port=8081]
      = playbook.yml:3:12: app.command: expected {{ port }} or {{ slot }} in it (or in app.env); otherwise both slots would start on the same port

      arguments that are the same for both slots
      -   jar: shop.jar
      +   jar: shop.jar
      +   args: []
      = playbook.yml:4:9: app.args: expected {{ port }} or {{ slot }} in it (or in app.env); otherwise both slots would start on the same port

      a health URL that is the same for both slots
      - http://127.0.0.1:{{ port }}/health
      + http://127.0.0.1:8081/health
      = playbook.yml:6:8: health.url: expected {{ port }} or {{ slot }} in it; otherwise one slot would answer for the other

      a variable for the site
      -   site:
      +   variable: url
      +   site:
      = playbook.yml:8:3: nginx.variable: goes with nginx.include

      a server block behind one's own
      -   site: /etc/nginx/conf.d/shop.conf
      +   behind: 8090
      +   server_name: a
      +   listen: 80
      +   tls: { certificate: a.pem, key: a.key }
      = playbook.yml:9:3: nginx.server_name: goes with nginx.site; behind your own server block, that says it
      = playbook.yml:10:3: nginx.listen: goes with nginx.site; behind your own server block, that says it
      = playbook.yml:11:3: nginx.tls: goes with nginx.site; behind your own server block, that says it

      a slot's port for our nginx behind
      -   site: /etc/nginx/conf.d/shop.conf
      +   behind: 8082
      = playbook.yml:4:29: ports.green: expected another port than nginx listens on, got 8082

      the address of our own nginx behind for that of visitors
      -   site: /etc/nginx/conf.d/shop.conf
      +   behind: 8090
      +   url: http://127.0.0.1:8090/
      = playbook.yml:9:8: nginx.url: expected the address that visitors ask, got that of nginx.behind
      """;

  private static final String TEMPLATES =
      """
      an unknown name
      - {{ port }}
      + {{ prot }}
      = playbook.yml:6:8: health.url: unknown name 'prot' in {{ … }}; did you mean 'port'?

      an unknown variable
      - {{ port }}/health
      + {{ port }}/{{ vars.nope }}
      = playbook.yml:6:8: health.url: unknown name 'vars.nope'; known here: none

      a variable that is nearly right
      - app:
      + vars:
      +   profile: real
      + app:
      - {{ port }}
      + {{ port }}/{{ vars.profil }}
      = playbook.yml:8:8: health.url: unknown name 'vars.profil'; did you mean 'profile'?

      an environment variable that is not set
      -   jar: shop.jar
      +   jar: "{{ env.NOPE }}.jar"
      = playbook.yml:3:8: app.jar: unknown name 'env.NOPE': there is no such environment variable; {{ env.NOPE | default('') }} does without

      a name of the template engine's own
      -   jar: shop.jar
      +   jar: "{{ locale }}.jar"
      = playbook.yml:3:8: app.jar: unknown name 'locale' in {{ … }}; known here: app, env, vars

      the slot where there is none yet
      -   jar: shop.jar
      +   jar: "shop-{{ port }}.jar"
      = playbook.yml:3:8: app.jar: cannot depend on the slot, the release or a task; {{ … }} knows only app, env and vars here

      a method
      -   jar: shop.jar
      +   jar: "{{ 'a'.getClass() }}"
      = playbook.yml:3:8: app.jar: a template cannot call methods: '{{ 'a'.getClass() }}'

      a file to include
      -   jar: shop.jar
      +   jar: "{% include '/etc/passwd' %}"
      = playbook.yml:3:8: app.jar: cannot be filled in: '{% include '/etc/passwd' %}': {% include %} is not there; only {% if %} and {% verbatim %} are

      a file to import
      -   jar: shop.jar
      +   jar: "{% import '/etc/passwd' %}"
      = playbook.yml:3:8: app.jar: cannot be filled in: '{% import '/etc/passwd' %}': {% import %} is not there; only {% if %} and {% verbatim %} are

      a loop
      -   jar: shop.jar
      +   jar: "{% for i in range(1, 100000000) %}a{% endfor %}"
      = playbook.yml:3:8: app.jar: cannot be filled in: '{% for i in range(1, 100000000) %}a{% endfor %}': {% for %} is not there; only {% if %} and {% verbatim %} are

      a range
      -   jar: shop.jar
      +   jar: "{{ range(1, 100000000) }}"
      = playbook.yml:3:8: app.jar: cannot be filled in: '{{ range(1, 100000000) }}': there is no function range

      a template that does not end
      -   jar: shop.jar
      +   jar: "{{ app.name"
      = playbook.yml:3:8: app.jar: cannot be filled in: '{{ app.name': expected }} at its end

      a template with nothing in it
      -   jar: shop.jar
      +   jar: "{{ }}"
      = playbook.yml:3:8: app.jar: cannot be filled in: '{{ }}': unexpected '}}'

      a template with one brace too few
      -   jar: shop.jar
      +   jar: "{{ app.name }"
      = playbook.yml:3:8: app.jar: cannot be filled in: '{{ app.name }': unexpected '}'

      a comment that does not end
      -   jar: shop.jar
      +   jar: "shop${#}.jar"
      = playbook.yml:3:8: app.jar: cannot be filled in: 'shop${#}.jar': {# starts a comment that no #} ends; {{ '{#' }} stands for the two characters

      a filter that is not there
      -   jar: shop.jar
      +   jar: "{{ app.name | frobnicate }}"
      = playbook.yml:3:8: app.jar: cannot be filled in: '{{ app.name | frobnicate }}': there is no filter frobnicate

      a calculation with words
      -   jar: shop.jar
      +   jar: "{{ -app.name }}"
      = playbook.yml:3:8: app.jar: cannot be filled in: '{{ -app.name }}': its parts do not fit together

      a filled-in value that is wrong
      - blue: 8081
      + blue: "{{ app.name }}"
      = playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got 'shop' from '{{ app.name }}'

      a filled-in value from the environment stays out of the message
      - blue: 8081
      + blue: "{{ env.TOKEN }}"
      = playbook.yml:4:16: ports.blue: expected a port from 1 to 65535, got '{{ env.TOKEN }}'

      a variable of one further down
      - app:
      + vars:
      +   a: "{{ vars.b }}"
      +   b: x
      + app:
      = playbook.yml:2:6: vars.a: unknown name 'vars.b'; known here: none

      a template without quotes
      - blue: 8081
      + blue: {{ vars.port }}
      = playbook.yml:4:16: ports.blue: a value that starts with {{ needs quotes: "{{ … }}"

      a template without quotes and with more to it
      -   jar: shop.jar
      +   jar: {{ app.name }}.jar
      = playbook.yml:3:22: a value that starts with {{ needs quotes: "{{ … }}"
      """;

  private static final String TASKS =
      """
      a task that is a text
      + hooks:
      +   before_switch:
      +     - ./migrate.sh
      +     - name: x
      = playbook.yml:11:7: hooks.before_switch[0]: expected keys such as name, command, shell, got './migrate.sh'
      = playbook.yml:12:7: hooks.before_switch[1]: missing command, shell or uri

      tasks that are no list
      + hooks:
      +   before_switch:
      +     name: migrate
      +     shell: ./migrate.sh
      = playbook.yml:11:5: hooks.before_switch: expected a list of tasks, got keys

      a hook that is not there
      + hooks:
      +   before_stop: []
      = playbook.yml:10:3: hooks.before_stop: unknown key 'before_stop'; did you mean 'before_start'?

      a task that does nothing
      + hooks:
      +   before_switch:
      +     - name: migrate
      = playbook.yml:11:7: hooks.before_switch[0]: missing command, shell or uri

      a task that does two things
      + hooks:
      +   before_switch:
      +     - shell: ./migrate.sh
      +       command: [./migrate.sh]
      = playbook.yml:11:7: hooks.before_switch[0].shell: expected one of command, shell or uri, got command and shell

      a task that does three things
      + hooks:
      +   before_switch:
      +     - command: [a]
      +       uri: { url: "http://a/" }
      +       shell: b
      = playbook.yml:13:7: hooks.before_switch[0].shell: expected one of command, shell or uri, got command, shell and uri

      a task's command that is a text
      + hooks:
      +   before_switch:
      +     - command: ./migrate.sh now
      = playbook.yml:11:16: hooks.before_switch[0].command: expected a list, each item a text, got './migrate.sh now'

      a task's command of nothing
      + hooks:
      +   before_switch:
      +     - command: []
      = playbook.yml:11:16: hooks.before_switch[0].command: expected at least one item, got an empty list

      a task's key misspelt
      + hooks:
      +   before_switch:
      +     - shell: ./migrate.sh
      +       ignore_error: true
      = playbook.yml:12:7: hooks.before_switch[0].ignore_error: unknown key 'ignore_error'; did you mean 'ignore_errors'?

      a request's method in small letters
      + hooks:
      +   before_switch:
      +     - uri: { url: "http://a/", method: get }
      = playbook.yml:11:40: hooks.before_switch[0].uri.method: expected one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, got 'get'

      a request without a URL
      + hooks:
      +   before_switch:
      +     - uri: { status: 200 }
      = playbook.yml:11:7: hooks.before_switch[0].uri.url: missing; expected an http:// or https:// URL

      a request's status that is none
      + hooks:
      +   before_switch:
      +     - uri: { url: "http://a/", status: [200, 2000] }
      = playbook.yml:11:46: hooks.before_switch[0].uri.status[1]: expected a whole number from 100 to 599, got 2000

      a request that succeeds with no status
      + hooks:
      +   before_switch:
      +     - uri: { url: "http://a/", status: [] }
      = playbook.yml:11:40: hooks.before_switch[0].uri.status: expected at least one item, got an empty list

      a header with a line break
      + hooks:
      +   before_switch:
      +     - uri: { url: "http://a/", headers: { A: "b\\r\\nC: d" } }
      = playbook.yml:11:46: hooks.before_switch[0].uri.headers.A: expected a text in one line, got 'b\\u000d\\nC: d'

      a header's name with a colon
      + hooks:
      +   before_switch:
      +     - uri: { url: "http://a/", headers: { "A:": b } }
      = playbook.yml:11:43: hooks.before_switch[0].uri.headers.A:: expected the name of a header, got 'A:'

      the environment of a request
      + hooks:
      +   before_switch:
      +     - uri: { url: "http://a/" }
      +       environment: { A: b }
      = playbook.yml:12:7: hooks.before_switch[0].environment: goes with command or shell

      too many retries
      + hooks:
      +   before_switch:
      +     - shell: a
      +       retries: 1001
      = playbook.yml:12:16: hooks.before_switch[0].retries: expected a whole number from 0 to 1000, got 1001

      a condition that does not parse
      + hooks:
      +   before_switch:
      +     - shell: a
      +       when: slot = 'green'
      = playbook.yml:12:13: hooks.before_switch[0].when: cannot be filled in: 'slot = 'green'': unexpected '='

      a condition with an unknown name
      + hooks:
      +   before_switch:
      +     - shell: a
      +       when: slto == 'green'
      = playbook.yml:12:13: hooks.before_switch[0].when: unknown name 'slto' in {{ … }}; did you mean 'slot'?

      a condition that is neither true nor false
      + hooks:
      +   before_switch:
      +     - shell: a
      +       when: slot
      = playbook.yml:12:13: hooks.before_switch[0].when: expected a condition that is true or false, such as slot == 'green'; 'slot' is 'blue'

      a result before its task
      + hooks:
      +   before_switch:
      +     - shell: a
      +       when: check.rc == 0
      +     - shell: b
      +       register: check
      = playbook.yml:12:13: hooks.before_switch[0].when: unknown name 'check' in {{ … }}; known here: address, app, env, host, port, release, slot, vars, version

      a task's own result
      + hooks:
      +   before_switch:
      +     - shell: a {{ check.rc }}
      +       register: check
      = playbook.yml:11:14: hooks.before_switch[0].shell: unknown name 'check' in {{ … }}; known here: address, app, env, host, port, release, slot, vars, version

      a result of a later hook
      + hooks:
      +   after_switch:
      +     - shell: b
      +       register: check
      +   before_switch:
      +     - shell: a {{ check.rc }}
      = playbook.yml:14:14: hooks.before_switch[0].shell: unknown name 'check' in {{ … }}; known here: address, app, env, host, port, release, slot, vars, version

      a part that a result does not have
      + hooks:
      +   before_switch:
      +     - shell: a
      +       register: check
      +     - shell: echo {{ check.exit }}
      = playbook.yml:13:14: hooks.before_switch[1].shell: unknown name 'check.exit'; known here: body, failed, rc, skipped, status, stderr, stdout

      a result where it cannot be known yet
      + hooks:
      +   before_switch:
      +     - shell: a
      +       register: check
      +     - shell: b
      +       name: "b {{ check.rc }}"
      = playbook.yml:14:13: hooks.before_switch[1].name: cannot depend on the slot, the release or a task; {{ … }} knows only app, env and vars here

      a result with a name that is taken
      + hooks:
      +   before_switch:
      +     - shell: a
      +       register: port
      = playbook.yml:12:17: hooks.before_switch[0].register: expected a name of your own, got 'port', which is taken

      a result with a name that is none
      + hooks:
      +   before_switch:
      +     - shell: a
      +       register: my-check
      = playbook.yml:12:17: hooks.before_switch[0].register: expected a name of letters, digits and '_', got 'my-check'

      a wrong task after a task that is none
      + hooks:
      +   before_switch:
      +     - nonsense
      +     - shell: a
      +       environment: { A: b }
      +       retries: x
      = playbook.yml:11:7: hooks.before_switch[0]: expected keys such as name, command, shell, got 'nonsense'
      = playbook.yml:14:16: hooks.before_switch[1].retries: expected a whole number from 0 to 1000, got 'x'
      """;

  private static final String YAML =
      """
      an empty file
      *
      = playbook.yml:1:1: expected a playbook, got an empty file

      comments only
      * # nothing
      = playbook.yml:1:1: expected a playbook, got an empty file

      a document of nothing
      * ---
      = playbook.yml:2:1: expected keys such as `app:`, got nothing

      a list at the top
      * - app
      = playbook.yml:1:1: expected keys such as `app:`, got a list

      a text at the top
      * shop
      = playbook.yml:1:1: expected keys such as `app:`, got 'shop'

      two documents
      + ---
      + app: {}
      = playbook.yml:9:1: a second document; a playbook is one

      a tab
      + rollout:
      + \tdrain: 1s
      = playbook.yml:10:1: a tab: YAML is indented with spaces

      a tag that names a Java class
      + vars: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]
      = playbook.yml:9:7: a YAML tag (!!javax.script.ScriptEngineManager): playbooks have none
      = playbook.yml:9:43: a YAML tag (!!java.net.URLClassLoader): playbooks have none

      a tag that names a Python object
      + vars:
      +   a: !!python/object:os.system x
      = playbook.yml:10:6: a YAML tag (!!python/object:os.system): playbooks have none

      a tag of one's own
      + vars:
      +   a: !vault x
      +   !foo b: c
      = playbook.yml:10:6: a YAML tag (!vault): playbooks have none
      = playbook.yml:11:3: a YAML tag (!foo): playbooks have none

      an alias without its anchor
      + vars: *nope
      = playbook.yml:9:7: the alias *nope has no anchor &nope before it

      an alias of itself
      + vars: &v { a: *v }
      = playbook.yml:9:7: vars.a: expected a text, got keys

      a merge with itself
      + vars: &v { a: b, <<: *v, c: [] }
      = playbook.yml:9:29: vars.c: expected a text, got a list

      a merge with a text
      + vars: { <<: text, a: b }
      = playbook.yml:9:13: vars.<<: expected an alias of keys, got 'text'

      a quote that stays open
      + vars: { a: "b }
      = playbook.yml:9:12: a quote that is never closed

      a bracket that stays open
      + vars: { a: b
      = playbook.yml:9:7: a bracket or brace that is never closed

      a bracket that stays open before another key
      + rollout: { drain: 1s
      + vars: { a: b }
      = playbook.yml:10:5: expected ',' or '}': a bracket is still open here

      a value that starts with an at sign
      -   jar: shop.jar
      +   jar: @shop.jar
      = playbook.yml:3:8: a value cannot start with '@'; put it in quotes

      quotes around half a value
      -   url: http
      +   body: "status":"UP"
      +   url: http
      = playbook.yml:6:17: does not fit what stands before it; check the indentation and the quotes

      a colon in a value
      -   jar: shop.jar
      +   jar: shop: jar
      = playbook.yml:3:12: a ':' that cannot stand here; check the indentation, or put the value in quotes

      a line indented too little
      -   jar: shop.jar
      +  jar: shop.jar
      = playbook.yml:3:2: does not fit what stands before it; check the indentation and the quotes

      a key without its colon
      -   jar: shop.jar
      +   jar
      +   java: java
      = playbook.yml:4:3: expected a ':' after the key in the line above

      an escape that is none
      -   jar: shop.jar
      +   jar: "C:\\shop.jar"
      = playbook.yml:3:12: '\\s' means nothing in double quotes; use single quotes

      a list that starts in its key's line
      + vars: - a
      = playbook.yml:9:7: a '-' that cannot stand here; start the list in a line of its own

      a brace too many
      - green: 8082 }
      + green: 8082 }}
      = playbook.yml:4:35: does not fit what stands before it; check the indentation and the quotes

      a value that is missing before a bracket
      + rollout: }
      = playbook.yml:9:10: expected a value, got '}'

      an alias's name that is none
      + vars: *:
      = playbook.yml:9:8: not YAML: while scanning an alias: unexpected character found :(58)

      a YAML of another version
      + %YAML 3.0
      + ---
      = playbook.yml:9:1: not YAML: found incompatible YAML document (version 1.* is required)
      """;

  private static final String SEVERAL =
      """
      errors come in the order of their places
      * nginx:
      *   listen: 80 default_server
      *   site: "a;b"
      * ports: { green: 70000 }
      * app:
      *   jar: x
      *   nmae: shop
      *   user: a b
      * health:
      *   url: http://127.0.0.1/
      *   timeout: 5
      * hooks:
      *   before_switch:
      *     - command: [a, "{{ b }}"]
      *       when: c
      * foo: bar
      = playbook.yml:2:11: nginx.listen: expected a port, or an address and a port such as 127.0.0.1:8080, got '80 default_server'
      = playbook.yml:3:9: nginx.site: expected a path without ';', braces, quotes, '\\' and '$', got 'a;b'
      = playbook.yml:4:1: ports.blue: missing; expected a port from 1 to 65535
      = playbook.yml:4:17: ports.green: expected a port from 1 to 65535, got 70000
      = playbook.yml:7:3: app.nmae: unknown key 'nmae'; did you mean 'name'?
      = playbook.yml:8:9: app.user: expected the name of a user, got 'a b'
      = playbook.yml:10:8: health.url: expected {{ port }} or {{ slot }} in it; otherwise one slot would answer for the other
      = playbook.yml:11:12: health.timeout: expected a time such as 500ms, 30s or 5m, at least 10ms, got 5
      = playbook.yml:14:20: hooks.before_switch[0].command[1]: unknown name 'b' in {{ … }}; known here: address, app, env, host, port, release, slot, vars, version
      = playbook.yml:15:13: hooks.before_switch[0].when: unknown name 'c' in {{ … }}; known here: address, app, env, host, port, release, slot, vars, version
      = playbook.yml:16:1: foo: unknown key 'foo'; known here: vars, app, ports, slots, health, nginx, rollout, hooks
      """;

  private WrongPlaybooks() {}

  /** One wrong playbook. */
  record Wrong(String what, String yaml, List<String> errors) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Wrong> all() {
    return Stream.of(
            KEYS, VALUES, NGINX, TOGETHER, TEMPLATES, TASKS, YAML, SEVERAL, WrongPlaces.GROUP)
        .flatMap(group -> Arrays.stream(group.split("\n\n")))
        .map(entry -> read(entry.strip().lines().toList()));
  }

  private static Wrong read(List<String> entry) {
    String yaml = entry.get(1).startsWith("*") ? "" : Playbooks.MINIMAL;
    List<String> errors = new ArrayList<>();
    for (int i = 1; i < entry.size(); ) {
      String removed = block(entry, i, '-');
      i += (int) removed.lines().count();
      String added = block(entry, i, '+');
      i += (int) added.lines().count();
      String whole = block(entry, i, '*');
      i += (int) whole.lines().count();
      String said = block(entry, i, '=');
      i += (int) said.lines().count();
      yaml = removed.isEmpty() ? yaml + added + whole : replaced(yaml, removed, added);
      errors.addAll(said.lines().toList());
    }
    return new Wrong(entry.get(0), yaml, errors);
  }

  /** The lines with that mark from {@code start} on, without it. */
  private static String block(List<String> entry, int start, char mark) {
    StringBuilder block = new StringBuilder();
    for (int i = start; i < entry.size() && entry.get(i).charAt(0) == mark; i++) {
      block.append(entry.get(i).length() > 1 ? entry.get(i).substring(2) : "").append("\n");
    }
    return block.toString();
  }

  /** Replaces whole lines or, where {@code old} is but a part of one, that part. */
  private static String replaced(String yaml, String old, String replacement) {
    boolean lines = yaml.contains("\n" + old) || yaml.startsWith(old);
    String part = lines ? old : old.stripTrailing();
    if (!yaml.contains(part)) {
      throw new IllegalArgumentException("not in the playbook: " + part);
    }
    return yaml.replace(part, lines ? replacement : replacement.stripTrailing());
  }
}
