"""Tidying of the graphs that tf2onnx makes: names that say what they are, reshapes with constant shapes."""

from __future__ import annotations

from typing import Any


def tidy(
    proto: Any,
    input_name: str,
    output_name: str,
    symbols: tuple[dict[int, str], dict[int, str]] = ({0: "N"}, {0: "N"}),
) -> None:
    """Name the input, the output and the sizes that vary, and settle reshapes; the model is changed in place.

    Args:
        proto: onnx.ModelProto with one input and one output, the first dimension of both the batch.
        input_name: for the input; tf2onnx hangs TensorFlow's ``:0`` on some.
        output_name: for the output.
        symbols: names of the sizes that vary, by their place in the shape: of the input, then of the output.
    """
    graph = proto.graph
    _rename(graph, {graph.input[0].name: input_name, graph.output[0].name: output_name})
    for end, names in zip((graph.input[0], graph.output[0]), symbols, strict=True):
        for place, name in names.items():
            end.type.tensor_type.shape.dim[place].dim_param = name
    settle_reshapes(proto)


def settle_reshapes(proto: Any) -> None:
    """Give each Reshape of which all but the batch is known a constant shape, and drop the nodes that computed it.

    Keras flattens by asking the graph for its own batch size: seven nodes where one constant does.
    """
    import numpy as np
    from onnx import numpy_helper, shape_inference

    inferred = shape_inference.infer_shapes(proto, data_prop=True).graph
    shapes = {value.name: value.type.tensor_type.shape for value in [*inferred.value_info, *inferred.output]}
    constants = {tensor.name for tensor in proto.graph.initializer}
    for node in proto.graph.node:
        if node.op_type != "Reshape" or node.input[1] in constants or node.output[0] not in shapes:
            continue
        sizes = [dim.dim_value for dim in shapes[node.output[0]].dim][1:]
        if all(sizes):
            name = node.output[0] + "_shape"
            proto.graph.initializer.append(numpy_helper.from_array(np.array([-1, *sizes], np.int64), name))
            node.input[1] = name
    _drop_unused(proto.graph)


def _drop_unused(graph: Any) -> None:
    """Remove nodes and constants that lead nowhere."""
    wanted = {end.name for end in graph.output}
    kept = []
    for node in reversed(graph.node):
        if wanted & set(node.output):
            wanted |= set(node.input)
            kept.append(node)
    constants = [tensor for tensor in graph.initializer if tensor.name in wanted]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(reversed(kept))
    graph.initializer.extend(constants)


def _rename(graph: Any, names: dict[str, str]) -> None:
    for end in (graph.input[0], graph.output[0]):
        end.name = names.get(end.name, end.name)
    for node in graph.node:
        for ends in (node.input, node.output):
            for place, name in enumerate(ends):
                ends[place] = names.get(name, name)
