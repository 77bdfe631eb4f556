"""What is on a plot: its legend, its picture."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection


def legend(axes):
    """The texts of the legend; none if there is no legend."""
    box = axes.get_legend()
    return [] if box is None else [text.get_text().strip() for text in box.get_texts()]


def title(axes):
    return axes.get_legend().get_title().get_text()


def pixels(figure):
    """The picture, as numbers from 0 to 255; what cannot be drawn raises."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba(), dtype=np.float64)[..., :3]


def dots(axes):
    """The points of all scatters, in the coordinates that they were given in."""
    scatters = [one for one in axes.collections if isinstance(one, PathCollection)]
    return [tuple(point) for one in scatters for point in one.get_offsets().tolist()]


def texts(axes):
    return [text.get_text() for text in axes.texts]


def row_labels(axes):
    return [label.get_text() for label in axes.get_yticklabels()]
