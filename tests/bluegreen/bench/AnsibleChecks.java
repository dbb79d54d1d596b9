package bluegreen.bench;

import bluegreen.bench.Programs.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run of ours checks when there is nothing to do, as a playbook of Ansible's: the artifact's
 * digest and its stored release, nginx's site file, {@code nginx -t}, the process on the slot's
 * port, its health, and the app through nginx. Written for speed: no facts are gathered, modules
 * are piped into one interpreter that needs no discovery, and there is no task without which one of
 * our checks would be missing.
 */
final class AnsibleChecks {
  private static final String PLAYBOOK =
      """
      - hosts: localhost
        connection: local
        gather_facts: false
        tasks:
          - name: artifact
            ansible.builtin.stat:
              path: "{{ folder }}/App.java"
              checksum_algorithm: sha256
            register: artifact

          - name: stored release
            ansible.builtin.stat:
              path: "{{ folder }}/app/releases/{{ version }}-{{ artifact.stat.checksum[:12] }}/release.json"
              get_checksum: false
            register: release
            failed_when: not release.stat.exists

          - name: site file
            ansible.builtin.template:
              src: site.conf.j2
              dest: "{{ folder }}/nginx/site.conf"
              mode: "0644"

          - name: nginx accepts its configuration
            ansible.builtin.command:
              argv: [nginx, -p, "{{ folder }}/nginx", -c, "{{ folder }}/nginx/nginx.conf", -t, -q]
            changed_when: false

          - name: process on the slot's port
            ansible.builtin.command:
              argv: [ss, -Hltnp, "sport = :{{ port }}"]
            register: listener
            changed_when: false
            failed_when: "'pid=' not in listener.stdout"

          - name: health
            ansible.builtin.uri:
              url: "http://127.0.0.1:{{ port }}/health"
              return_content: true
            register: health
            failed_when: health.status != 200 or 'UP' not in health.content

          - name: through nginx
            ansible.builtin.uri:
              url: "{{ url }}"
      """;

  private static final String SETTINGS =
      """
      [defaults]
      home = %1$s
      local_tmp = %1$s/tmp
      remote_tmp = %1$s/tmp
      interpreter_python = /usr/bin/python3
      localhost_warning = false
      nocolor = true
      nocows = true

      [inventory]
      inventory_unparsed_warning = false

      [connection]
      pipelining = true
      """;

  private final Sandbox sandbox;

  AnsibleChecks(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** Writes the playbook and its template; a version has to be deployed. */
  void write() throws IOException, InterruptedException {
    sandbox.programs().require("ansible-playbook", "ansible-core");
    sandbox.programs().require("ss", "iproute2");
    Path folder = Files.createDirectories(sandbox.path("ansible"));
    Files.writeString(folder.resolve("checks.yml"), PLAYBOOK);
    Files.writeString(folder.resolve("ansible.cfg"), SETTINGS.formatted(folder.resolve("home")));
    String site = Files.readString(sandbox.path("nginx/site.conf"));
    Files.writeString(
        folder.resolve("site.conf.j2"),
        site.replace(sandbox.path("") + "", "{{ folder }}")
            .replace(":" + sandbox.port("blue") + ";", ":{{ blue }};")
            .replace(":" + sandbox.port("green") + ";", ":{{ green }};"));
  }

  /** Runs it for the version in a slot; anything but a run that finds all well is an error. */
  Run run(int version, String slot) throws IOException, InterruptedException {
    List<String> variables =
        List.of(
            "folder=" + sandbox.path(""),
            "version=" + version,
            "port=" + sandbox.port(slot),
            "blue=" + sandbox.port("blue"),
            "green=" + sandbox.port("green"),
            "url=" + sandbox.throughNginx("/"));
    List<String> command =
        List.of(
            "ansible-playbook",
            "-e",
            String.join(" ", variables),
            sandbox.path("ansible/checks.yml").toString());
    Map<String, String> environment =
        Map.of("ANSIBLE_CONFIG", sandbox.path("ansible/ansible.cfg").toString());
    Run run = sandbox.programs().run(command, environment);
    boolean allWell = run.exit() == 0 && run.output().contains(" changed=0 ");
    if (!allWell) {
      throw new IllegalStateException(
          "ansible-playbook ended with " + run.exit() + ":\n" + run.output());
    }
    return run;
  }
}
