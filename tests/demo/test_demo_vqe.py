"""The demo's job: its physics, and what it writes."""

import json
import subprocess
import sys

import numpy as np
import pytest

from jobanalytics.demo import vqe
from jobanalytics.demo.vqe import IsingRing, gradient_and_metric, measure, minimise, prepare

RING = IsingRing(6)
GROUND_ENERGY = RING.ground_energy()
SETTINGS = {"iterations": 40, "shots": 20_000}


def energy(ring, angles):
    state, _ = prepare(ring, angles)
    return (state.conj() @ ring.hamiltonian @ state).real


@pytest.mark.parametrize("n_qubits", [4, 6])
@pytest.mark.parametrize("field", [0.5, 1.0])
def test_ground_energy_is_that_of_free_fermions(n_qubits, field):
    """Pfeuty, Ann. Phys. 57, 79 (1970): the even sector has half-integer momenta."""
    momenta = (2 * np.arange(n_qubits) + 1) * np.pi / n_qubits
    exact = -np.sqrt(1 + field**2 + 2 * field * np.cos(momenta)).sum()
    assert IsingRing(n_qubits, field).ground_energy() == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize("n_layers", [1, 2, 3])
def test_gradient_equals_finite_differences(n_layers):
    angles = np.random.default_rng(7).uniform(-1, 1, 2 * n_layers)
    gradient, metric = gradient_and_metric(RING, *prepare(RING, angles))
    shifts = 1e-5 * np.eye(2 * n_layers)
    differences = [(energy(RING, angles + s) - energy(RING, angles - s)) / 2e-5 for s in shifts]
    assert gradient == pytest.approx(differences, abs=1e-8)
    assert np.linalg.eigvalsh(metric).min() > -1e-12


def test_state_stays_normalised():
    state, tangents = prepare(RING, np.linspace(-2, 3, 6))
    assert np.linalg.norm(state) == pytest.approx(1)
    assert (state.conj() @ tangents.T).real == pytest.approx(0, abs=1e-12)


def test_measured_energy_is_the_exact_one_within_its_error():
    angles = np.array([0.2, 0.4, 0.3, 0.1])
    state, _ = prepare(RING, angles)
    rng = np.random.default_rng(1)
    exact = energy(RING, angles)
    measured = [measure(RING, state, 2_000, rng) for _ in range(200)]
    pulls = [(value - exact) / error for value, error in measured]
    assert abs(np.mean(pulls)) < 0.3
    assert np.std(pulls) == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize("n_layers", [1, 2, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_energy_decreases_and_stays_above_the_ground_state(n_layers, seed):
    steps = list(minimise(RING, n_layers=n_layers, step_size=0.05, seed=seed, **SETTINGS))
    exact = [energy(RING, step.angles) for step in steps]
    assert len(steps) == 40
    assert all(np.diff(exact) < 1e-3)
    assert exact[-1] < exact[0] - 0.3
    assert min(exact) >= GROUND_ENERGY
    assert all(step.energy > GROUND_ENERGY - 5 * step.energy_std for step in steps)


def test_three_layers_reach_the_ground_state_of_six_qubits():
    *_, last = minimise(RING, n_layers=3, step_size=0.05, seed=1, **SETTINGS)
    assert energy(RING, last.angles) == pytest.approx(GROUND_ENERGY, abs=1e-3)


def test_instances_differ_by_their_shot_noise_alone():
    one, two = (
        list(minimise(RING, n_layers=2, step_size=0.05, seed=1, instance=number, **SETTINGS))
        for number in (1, 2)
    )
    assert [step.gradient_norm for step in one] == [step.gradient_norm for step in two]
    differences = np.array([a.energy - b.energy for a, b in zip(one, two, strict=True)])
    assert 0.005 < np.abs(differences).mean() < 0.1


def run_job(folder, **hyperparameters):
    given = {"n_qubits": "4", "field": "1.0", "n_layers": "1", "step_size": "0.05", "seed": "1"}
    given |= {"iterations": "12", "shots": "100", "result_format": "plaintext", **hyperparameters}
    (folder / "hp.json").write_text(json.dumps(given))
    (folder / "results").mkdir()
    environment = {
        "AMZN_BRAKET_HP_FILE": str(folder / "hp.json"),
        "AMZN_BRAKET_JOB_RESULTS_DIR": str(folder / "results"),
        "VQE_CLOCK_OFFSET": "-1e9",
    }
    return subprocess.run(
        [sys.executable, "-P", "-W", "error", vqe.__file__],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_job_prints_what_it_stores(tmp_path):
    done = run_job(tmp_path)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if "; energy=" in line]
    stored = json.loads((tmp_path / "results" / "results.json").read_text())
    assert stored["dataFormat"] == "plaintext"
    assert f"energy={stored['dataDictionary']['energy']}; iteration_number=11;" in lines[-1]
    assert len(lines) == 12
    assert lines[0].startswith("Metrics - timestamp=7")
    assert np.load(tmp_path / "results" / "angles.npy").shape == (12, 2)


def test_job_that_diverges_fails(tmp_path):
    done = run_job(tmp_path, step_size="50")
    assert done.returncode == 1
    assert "energy=nan" in done.stdout
    assert done.stderr.splitlines()[-1].startswith("FloatingPointError: the energy is NaN")
    assert list((tmp_path / "results").iterdir()) == []
