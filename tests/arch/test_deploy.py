"""What `deploy/` offers: as far as it can be tried without a container engine."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from bench.ports import free_port
from tessera.engines.nginx import NginxEngine, find_nginx
from tessera.kit.ids import new_secret
from tessera.settings import load
from tests.arch.source import ROOT, files
from tests.arch.test_docs import SETTING, built_commands, settings
from tests.fixtures.certificates import new_certificate

DEPLOY = ROOT / "deploy"
COMPOSE = DEPLOY / "compose" / "compose.yaml"
IMAGE = re.compile(r"^(?:\s*image:|FROM) (\S+)", re.MULTILINE)
PINNED = re.compile(r"^[\w/.-]+:\d+\.\d+(\.\d+)?(-[\w.]+)*$")
NEEDS_NGINX = pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed")


def documents(path: Path) -> list[dict[str, Any]]:
    """The documents of a YAML file."""
    return [found for found in yaml.safe_load_all(path.read_text()) if found]


def ours() -> list[Path]:
    """Every file below `deploy/`."""
    return [path for path in files() if DEPLOY in path.parents]


def pods() -> list[dict[str, Any]]:
    """The pod of every workload of the manifests."""
    found = [each for path in DEPLOY.glob("kubernetes/*.yaml") for each in documents(path)]
    return [
        each["spec"]["template"]["spec"] for each in found if "template" in each.get("spec", {})
    ]


def test_settings_that_are_named_exist() -> None:
    """A renamed setting would stop the start of every container."""
    named = {name for path in ours() for name in SETTING.findall(path.read_text())}

    assert len(named) > 10
    assert named <= settings()


def test_every_image_is_pinned_to_a_version() -> None:
    """No `latest`, and nothing without a tag."""
    images = [image for path in ours() for image in IMAGE.findall(path.read_text())]

    assert len(images) > 8
    assert [image for image in images if not PINNED.match(image)] == []


def test_commands_that_are_started_exist() -> None:
    """Compose, pods and units start what `tessera` knows."""
    services = documents(COMPOSE)[0]["services"].values()
    started = [s["command"][0] for s in services if s["image"].startswith("tessera:")]
    started += [c["args"][0] for p in pods() for c in p["containers"] if "tessera" in c["image"]]
    units = "".join(path.read_text() for path in DEPLOY.glob("systemd/*.service"))
    started += re.findall(r"^ExecStart=/opt/tessera/bin/tessera ([a-z]+)", units, re.MULTILINE)

    assert {"serve", "worker", "migrate"} <= set(started) <= built_commands()


def test_ours_run_without_root_and_write_nowhere_else() -> None:
    """In the image, in compose, in every pod."""
    services = documents(COMPOSE)[0]["services"].values()
    containers = [container for pod in pods() for container in pod["containers"]]

    assert re.search(r"^USER \d+:\d+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert all(s["read_only"] for s in services if s["image"].startswith(("tessera:", "nginx:")))
    assert len(containers) == 4
    assert all(pod["securityContext"]["runAsNonRoot"] for pod in pods())
    assert all(c["securityContext"]["readOnlyRootFilesystem"] for c in containers)
    assert all(c["securityContext"]["capabilities"] == {"drop": ["ALL"]} for c in containers)


def test_files_that_are_named_are_there() -> None:
    """What compose mounts and the image copies; what only its owner has is in no repository."""
    mounted = re.findall(r"- \"?(\.\./[\w./-]+):", COMPOSE.read_text())
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)

    assert len(mounted) > 5
    assert [m for m in mounted if not (COMPOSE.parent / m).exists()] == ["../certificates"]
    assert [c for line in copied for c in line.split() if not (ROOT / c).exists()] == []


def test_compose_is_two_servers_a_standby_and_a_cluster_of_six() -> None:
    """As promised, and each waits for what is there."""
    services = documents(COMPOSE)[0]["services"]
    waits = [name for s in services.values() for name in s.get("depends_on", ())]

    assert {"app1", "app2", "worker", "db1", "db2", "nginx"} <= set(services)
    assert sum(name[-1].isdigit() and name.startswith("valkey") for name in services) == 6
    assert set(waits) <= set(services)


def test_example_settings_start_in_production_once_filled_in() -> None:
    """The example is refused as it is, for its missing secret; with one it is taken."""
    lines = (DEPLOY / "tessera.env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    loaded = load(given | {"TESSERA_SECRET": new_secret(48)})

    assert given["TESSERA_SECRET"] == given["TESSERA_KEYS"] == ""
    assert (loaded.environment, loaded.valkey_cluster) == ("production", True)


@NEEDS_NGINX
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_nginx_takes_its_configuration(tmp_path: Path, tls: bool) -> None:
    """`nginx -t` on the template, alone and with TLS and the redirect beside it."""
    template = DEPLOY / "nginx" / "nginx.conf.template"
    edge = NginxEngine(template, tmp_path / "edge", port=free_port(), ports=(1, 2))
    if tls:
        both = str(new_certificate(tmp_path, "edge"))
        for name in ("tls.conf", "redirect.conf"):
            text = (DEPLOY / "nginx" / name).read_text()
            text = re.sub(r"/etc/nginx/certificates/\w+\.pem", both, text)
            # `-t` binds as well, and not everybody may bind 80.
            text = text.replace("listen 80;", f"listen {free_port()};")
            (tmp_path / "edge" / name).write_text(text)

    assert edge.complaint() == ""


def test_scripts_are_read_by_their_shell() -> None:
    """`bash -n` on each."""
    scripts = list(DEPLOY.glob("postgres/*.sh"))

    assert len(scripts) == 2
    for script in scripts:
        subprocess.run(["bash", "-n", script], check=True, timeout=10)


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
def test_manifests_build() -> None:
    """Kustomize puts them together, the tested nginx configuration among them."""
    command = ["kubectl", "kustomize", "--load-restrictor", "LoadRestrictionsNone"]

    done = subprocess.run(
        [*command, DEPLOY / "kubernetes"], capture_output=True, text=True, check=True, timeout=60
    )

    kinds = [each["kind"] for each in yaml.safe_load_all(done.stdout)]
    assert kinds.count("Deployment") == 3
    assert "location @keyed" in done.stdout


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_units_are_understood() -> None:
    """systemd complains of nothing but the program that is not installed here."""
    command = ["systemd-analyze", "verify", *map(str, DEPLOY.glob("systemd/*.service"))]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    told = [line for line in done.stderr.splitlines() if "/opt/tessera/bin/tessera" not in line]
    assert [line for line in told if "tessera" in line] == []
