package bluegreen.playbook;

/**
 * Wrong playbooks of apps that the user's commands start, in the form of {@link WrongPlaybooks}.
 */
final class WrongPlaces {
  static final String GROUP =
      """
      both slots in one place
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "10.0.0.11:8080", green: "10.0.0.11:8080" }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:7:41: slots.green: expected another place than slots.blue, got 10.0.0.11:8080
      = playbook.yml:9:8: health.url: expected {{ port }} or {{ slot }} in it; otherwise one slot would answer for the other; {{ address }} is the host with its port

      one place by two addresses of this machine
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "localhost:8080", green: "[0:0::1]:8080" }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:7:41: slots.green: expected another place than slots.blue, got [::1]:8080; on this machine a port counts once, whatever the address

      an IPv6 address in a URL as it is
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "10.0.0.11:8080", green: "[fd00::12]:8080" }
      * health:
      *   url: http://{{ host }}:{{ port }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:9:8: health.url: expected {{ address }}, or brackets around {{ host }}, as IPv6 addresses have them in a URL

      a place without a port
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "10.0.0.11:8080", green: "8080" }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:7:41: slots.green: expected a host and a port such as 10.0.0.11:8080 or [fd00::11]:8080, got 8080

      a place with a port that is none
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "10.0.0.11:8080", green: "10.0.0.12:99999" }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:7:41: slots.green: expected a port from 1 to 65535, got 99999

      a place with an address that is none
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "10.0.0.311:8080", green: "[fd00:::1]:8080" }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:7:16: slots.blue: expected a name or an address, got 10.0.0.311
      = playbook.yml:7:42: slots.green: expected a name or an address, got 'fd00:::1'

      a place on this machine that nginx has
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "127.0.0.1:80", green: "10.0.0.12:8080" }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:7:16: slots.blue: expected another port than nginx listens on, got 80

      commands that are the same for both slots
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ port }}"]
      *     stop: [stop, "{{ port }}"]
      * slots: { blue: "10.0.0.11:8080", green: "10.0.0.12:8080" }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:5:10: app.start.run: expected {{ slot }}, {{ host }} or {{ port }} in it, whichever differs; otherwise it would be the same for both slots
      = playbook.yml:6:11: app.start.stop: expected {{ slot }}, {{ host }} or {{ port }} in it, whichever differs; otherwise it would be the same for both slots

      a health check of one host
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "10.0.0.11:8080", green: "10.0.0.12:8080" }
      * health:
      *   url: http://10.0.0.11:{{ port }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:9:8: health.url: expected {{ port }} or {{ slot }} in it; otherwise one slot would answer for the other; {{ address }} is the host with its port

      keys of an app that we start
      * app:
      *   name: shop
      *   version: "1"
      *   user: shop
      *   java_opts: [-Xmx1m]
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "10.0.0.11:8080", green: "10.0.0.12:8080" }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:4:3: app.user: has no effect with app.start; it is for its commands to say
      = playbook.yml:5:3: app.java_opts: has no effect with app.start; it is for its commands to say

      neither a version nor files of what runs elsewhere
      * app:
      *   name: shop
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "10.0.0.11:8080", green: "10.0.0.12:8080" }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:1:1: app.version: missing; without app.files nothing else tells one from another

      a digest of nothing that runs elsewhere
      * app:
      *   name: shop
      *   version: "1"
      *   sha256: 0000000000000000000000000000000000000000000000000000000000000000
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "10.0.0.11:8080", green: "10.0.0.12:8080" }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:4:3: app.sha256: has no artifact to be compared with; add app.files

      commands without slots
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * ports: { blue: 8081, green: 8082 }
      * health:
      *   url: http://127.0.0.1:{{ port }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:4:3: app.start: goes with slots, which say where the app listens; add slots instead of ports

      both ports and slots
      * app:
      *   name: shop
      *   version: "1"
      *   start:
      *     run: [start, "{{ slot }}"]
      *     stop: [stop, "{{ slot }}"]
      * slots: { blue: "10.0.0.11:8080", green: "10.0.0.12:8080" }
      * ports: { blue: 8081, green: 8082 }
      * health:
      *   url: http://{{ address }}/health
      * nginx:
      *   site: /etc/nginx/conf.d/shop.conf
      = playbook.yml:7:1: slots: expected either ports or slots, got both

      slots of what we start ourselves
      - ports: { blue: 8081, green: 8082 }
      + slots: { blue: "10.0.0.11:8080", green: "10.0.0.12:8080" }
      = playbook.yml:4:1: slots: goes with app.start; what we start ourselves listens on this machine's ports
      """;

  private WrongPlaces() {}
}
