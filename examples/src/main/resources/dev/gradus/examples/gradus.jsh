import dev.gradus.autograd.*
import dev.gradus.io.*
import dev.gradus.memory.*
import dev.gradus.random.*
import dev.gradus.tensor.*
import static dev.gradus.ops.Activations.*
import static dev.gradus.ops.Convolutions.*
import static dev.gradus.ops.Elementwise.*
import static dev.gradus.ops.LinearAlgebra.*
import static dev.gradus.ops.Losses.*
import static dev.gradus.ops.Norms.*
import static dev.gradus.ops.Pooling.*
import static dev.gradus.ops.Reductions.*
import static dev.gradus.ops.Regularization.*
import static dev.gradus.ops.Resampling.*
import static dev.gradus.ops.Shaping.*
System.out.println("Gradus: tensors and ops are imported. Try  Tensor.of(1, 2, 3).square().sum()")
