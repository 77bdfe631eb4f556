"""The demo's job: a variational eigensolver of the transverse-field Ising ring, in NumPy.

It is a script as Braket runs them: hyperparameters come as strings from the file that
``AMZN_BRAKET_HP_FILE`` names, metrics are printed, and what is stored goes into the folder
``AMZN_BRAKET_JOB_RESULTS_DIR``. It knows nothing of jobanalytics.

The energy of ``H = -sum Z_i Z_(i+1) - field * sum X_i`` (energies in units of the coupling) is
minimised over the angles of the Hamiltonian variational ansatz (Wecker et al., Phys. Rev. A 92,
042303 (2015)) by natural gradient (Stokes et al., Quantum 4, 269 (2020)). A ring of n qubits
needs n/2 layers to reach its ground state; fewer layers stop above it.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Complex = NDArray[np.complex128]

__all__ = [
    "TRAP_VARIABLE",
    "IsingRing",
    "Step",
    "gradient_and_metric",
    "measure",
    "minimise",
    "prepare",
]

TRAP_VARIABLE = "VQE_UNPICKLED"
"""The environment variable that unpickling the pickled result would set."""

# Keeps the metric invertible where the ansatz does not move the state.
_REGULARISATION = 0.5
# A soft wall, quartic in the angles, keeps the pulses short.
_WALL = 1e-3


@dataclass(frozen=True)
class IsingRing:
    """The transverse-field Ising model on a ring; basis states count the qubits' bits.

    Parameters
    ----------
    n_qubits : int
        Qubits of the ring.
    field : float
        Transverse field, in units of the coupling.
    """

    n_qubits: int
    field: float = 1.0

    @cached_property
    def _spins(self) -> Vector:
        """Give the eigenvalue of each qubit's Z, a row per basis state."""
        states = np.arange(2**self.n_qubits)[:, np.newaxis]
        bits = (states >> np.arange(self.n_qubits)) & 1
        return np.where(bits == 0, 1.0, -1.0)

    @cached_property
    def bonds(self) -> Vector:
        """Eigenvalues of the sum of Z Z over the bonds, per basis state."""
        return np.asarray((self._spins * np.roll(self._spins, -1, axis=1)).sum(axis=1))

    @cached_property
    def magnetisation(self) -> Vector:
        """Eigenvalues of the sum of X, per basis state behind `hadamards`."""
        return np.asarray(self._spins.sum(axis=1))

    @cached_property
    def hadamards(self) -> Vector:
        """A Hadamard gate on every qubit; its own inverse."""
        gate = np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2.0)
        whole: Vector = np.ones((1, 1))
        for _ in range(self.n_qubits):
            whole = np.kron(whole, gate)
        return whole

    @cached_property
    def hamiltonian(self) -> Vector:
        """The Hamiltonian as a matrix."""
        sum_x = self.hadamards @ (self.magnetisation[:, np.newaxis] * self.hadamards)
        return np.asarray(-np.diag(self.bonds) - self.field * sum_x)

    def ground_energy(self) -> float:
        """Return the lowest eigenvalue of the Hamiltonian, by diagonalisation."""
        return float(np.linalg.eigvalsh(self.hamiltonian)[0])


class Step(NamedTuple):
    """One iteration: the energy as measured with its standard error, and the gradient's norm."""

    iteration: int
    energy: float
    energy_std: float
    gradient_norm: float
    angles: Vector


def prepare(ring: IsingRing, angles: Vector) -> tuple[Complex, Complex]:
    """Return the ansatz's state and, a row each, its derivatives by the angles.

    Parameters
    ----------
    ring : IsingRing
        The model.
    angles : numpy.ndarray
        For each layer the angle of ``exp(i a sum ZZ)`` and that of ``exp(i b sum X)``, in rad.
    """
    states = np.full((1, 2**ring.n_qubits), 2.0 ** (-ring.n_qubits / 2), dtype=np.complex128)
    # The state is the first row, and each gate adds its own derivative below.
    for number, angle in enumerate(angles):
        if number % 2 == 0:
            states = states * np.exp(1j * angle * ring.bonds)
            derivative = 1j * ring.bonds * states[0]
        else:
            rotated = (states @ ring.hadamards) * np.exp(1j * angle * ring.magnetisation)
            derivative = (1j * ring.magnetisation * rotated[0]) @ ring.hadamards
            states = rotated @ ring.hadamards
        states = np.vstack([states, derivative])
    return states[0], states[1:]


def gradient_and_metric(
    ring: IsingRing, state: Complex, tangents: Complex
) -> tuple[Vector, Vector]:
    """Return the exact gradient of the energy and the Fubini-Study metric, by the angles.

    Parameters
    ----------
    ring : IsingRing
        The model.
    state, tangents : numpy.ndarray
        What `prepare` returned.
    """
    gradient = 2.0 * (tangents.conj() @ (ring.hamiltonian @ state)).real
    overlaps = tangents.conj() @ state
    metric = (tangents.conj() @ tangents.T - np.outer(overlaps, overlaps.conj())).real
    return gradient, metric


def measure(
    ring: IsingRing, state: Complex, shots: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Return the energy estimated from `shots` in either basis, and its standard error.

    Parameters
    ----------
    ring : IsingRing
        The model.
    state : numpy.ndarray
        A state vector.
    shots : int
        Shots in the Z basis, and as many in the X basis.
    rng : numpy.random.Generator
        Draws the outcomes.
    """
    energy = variance = 0.0
    parts = (
        (state, -ring.bonds),
        (ring.hadamards @ state, -ring.field * ring.magnetisation),
    )
    for amplitudes, eigenvalues in parts:
        probabilities = np.abs(amplitudes) ** 2
        if not np.isfinite(probabilities).all():
            return float("nan"), float("nan")
        counts = rng.multinomial(shots, probabilities / probabilities.sum())
        mean = float(counts @ eigenvalues) / shots
        energy += mean
        variance += float(counts @ (eigenvalues - mean) ** 2) / (shots - 1) / shots
    return energy, variance**0.5


def minimise(
    ring: IsingRing,
    *,
    n_layers: int,
    step_size: float,
    iterations: int,
    shots: int,
    seed: int,
    instance: int = 1,
) -> Iterator[Step]:
    """Minimise the energy, and yield each iteration.

    Parameters
    ----------
    ring : IsingRing
        The model.
    n_layers, step_size, iterations, shots
        What their names say.
    seed : int
        Seed of the angles to begin with.
    instance : int
        Which of the job's instances this is: each has shot noise of its own.
    """
    angles = 0.3 + np.random.default_rng(seed).uniform(-0.25, 0.25, 2 * n_layers)
    noise = np.random.default_rng([seed, n_layers, instance])
    for iteration in range(iterations):
        state, tangents = prepare(ring, angles)
        gradient, metric = gradient_and_metric(ring, state, tangents)
        energy, error = measure(ring, state, shots, noise)
        yield Step(iteration, energy, error, float(np.linalg.norm(gradient)), angles)
        downhill = np.linalg.solve(
            metric + _REGULARISATION * np.eye(len(angles)), gradient + 4 * _WALL * angles**3
        )
        angles = angles - step_size * downhill


class Trap:
    """A value that shows when it was unpickled: harmless here, it could as well do damage."""

    def __reduce__(self) -> tuple[object, ...]:
        """Let unpickling run a statement."""
        return (exec, (f"import os; os.environ[{TRAP_VARIABLE!r}] = 'yes'",))


def log_metric(name: str, value: object, iteration: int) -> None:
    """Print a metric in the words of ``braket.jobs.metrics.log_metric``."""
    # The demo dates its sweep back by this many seconds.
    now = time.time() + float(os.environ.get("VQE_CLOCK_OFFSET", "0"))
    print(f"Metrics - timestamp={now}; {name}={value}; iteration_number={iteration};")


def save_result(folder: Path, values: dict[str, Any], data_format: str) -> None:
    """Write ``results.json`` as ``braket.jobs.save_job_result`` does.

    Parameters
    ----------
    folder : Path
        The job's results folder.
    values : dict
        The result.
    data_format : str
        ``plaintext`` or ``pickled_v4``.
    """
    if data_format == "pickled_v4":
        values = {**values, "trap": Trap()}
        values = {
            name: base64.b64encode(pickle.dumps(value, protocol=4)).decode()
            for name, value in values.items()
        }
    document = {
        "braketSchemaHeader": {"name": "braket.jobs_data.persisted_job_data", "version": "1"},
        "dataDictionary": values,
        "dataFormat": data_format,
    }
    (folder / "results.json").write_text(json.dumps(document), "utf-8")


def main() -> None:
    """Run as a job."""
    given = json.loads(Path(os.environ["AMZN_BRAKET_HP_FILE"]).read_text("utf-8"))
    folder = Path(os.environ["AMZN_BRAKET_JOB_RESULTS_DIR"])
    ring = IsingRing(int(given["n_qubits"]), float(given["field"]))
    print(f"Ising ring of {ring.n_qubits} qubits, hyperparameters {given}")
    # The overflow on the way to NaN needs no warnings: it is looked for below.
    with np.errstate(over="ignore", invalid="ignore"):
        steps = run(ring, given)
    np.save(folder / "angles.npy", np.array([step.angles for step in steps]))
    if given["result_format"] != "none":
        result = {"energy": steps[-1].energy, "angles": steps[-1].angles.tolist()}
        save_result(folder, result, given["result_format"])
    print("done")


def run(ring: IsingRing, given: dict[str, str]) -> list[Step]:
    """Minimise the energy, and log how it goes.

    Parameters
    ----------
    ring : IsingRing
        The model.
    given : dict of str to str
        The job's hyperparameters.

    Raises
    ------
    FloatingPointError
        If the energy becomes NaN.
    """
    steps: list[Step] = []
    for step in minimise(
        ring,
        n_layers=int(given["n_layers"]),
        step_size=float(given["step_size"]),
        iterations=int(given["iterations"]),
        shots=int(given["shots"]),
        seed=int(given["seed"]),
        instance=int(os.environ.get("VQE_INSTANCE", "1")),
    ):
        # At the first iteration this is None, which is no number: many a script logs such a value.
        change = step.energy - steps[-1].energy if steps else None
        log_metric("energy", step.energy, step.iteration)
        log_metric("energy_change", change, step.iteration)
        log_metric("energy_std", step.energy_std, step.iteration)
        log_metric("gradient/norm", step.gradient_norm, step.iteration)
        if step.iteration % 10 == 0:
            print(f"iteration {step.iteration}: energy {step.energy:.4f} +- {step.energy_std:.4f}")
        if np.isnan(step.energy):
            raise FloatingPointError(
                f"the energy is NaN at iteration {step.iteration}: "
                f"step_size={given['step_size']} is too large"
            )
        steps.append(step)
    return steps


if __name__ == "__main__":
    main()
