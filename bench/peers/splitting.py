"""The sweeps of ialam and dlam in PyTorch, line by line those of src/nonconvex; rows are samples, float32 throughout."""

import math

import torch

sizes = [784, 200, 100, 10]
layers = range(3)


class Draws:
    """The fractions of bench/tensors/splitting.mjs."""

    def __init__(self):
        self.count = 0

    def uniform(self, *shape):
        total = math.prod(shape)
        k = torch.arange(self.count, self.count + total, dtype=torch.float64)
        self.count += total
        value = torch.sin(k * 12.9898 + 78.233) * 43758.5453
        return (value - torch.floor(value)).reshape(shape)

    def centred(self, *shape):
        return ((self.uniform(*shape) - 0.5) * math.sqrt(12)).float()


def problem(rows):
    draws = Draws()
    x = torch.clamp(5 * draws.uniform(rows, sizes[0]) - 4, min=0).float()
    y = torch.zeros(rows, 10)
    y[torch.arange(rows), torch.arange(rows) % 10] = 1
    weights = [draws.centred(sizes[l + 1], sizes[l]) / math.sqrt(sizes[l]) for l in layers]
    return draws, x, y, weights


def ialam(rows):
    _, x, y, w = problem(rows)
    slope, c = 0.01, 0.5 / rows
    rho, beta, lambda_v, lambda_w = 0.1 * c, 10 * c, 1e-4 * c, 5e-5
    tau1 = 1e-3 * rho
    b = [torch.zeros(1, n) for n in sizes[1:]]
    sigma = lambda t: torch.maximum(t, slope * t)
    u, v = [], []
    for l in layers:
        u.append((v[l - 1] if l else x) @ w[l].T + b[l])
        v.append(sigma(u[l]))
    xi = [torch.zeros_like(each) for each in u]
    recent = []

    def moments(inputs):
        means = inputs.mean(0, keepdim=True)
        centred = inputs - means
        return means, centred.T @ centred, centred.square().sum().item()

    of_rows = moments(x)

    def weight_step(inputs, of_inputs, target, start):
        means, gram, trace = of_inputs
        mean = target.mean(0, keepdim=True)
        gram, h = rho * gram, rho * ((target - mean).T @ inputs)
        column_norms = lambda m: m.square().sum(0).sqrt()
        gradient_at = lambda m: m @ gram - h
        objective_at = lambda m, norms, g: lambda_w * norms.sum().item() + (m * (g - h)).sum().item() / 2

        def residual(m, norms, g):
            inverse = torch.where(norms > 0, lambda_w / norms, torch.zeros(()))
            slopes = column_norms(g + m * inverse)
            each = torch.where(norms > 0, slopes, torch.clamp(slopes - lambda_w, min=0))
            return math.sqrt(each.square().sum().item())

        enough = 1e-3 * math.sqrt(h.square().sum().item())
        steepest = rho * trace
        curvature = steepest / min(gram.shape[0], 10)
        w, norms, gradient = start, column_norms(start), gradient_at(start)
        recent = [objective_at(w, norms, gradient)]
        for _ in range(20):
            if residual(w, norms, gradient) <= enough:
                break
            ceiling = max(recent)
            rounding = 8 * 2**-23 * max(map(abs, recent))
            while True:
                moved = w - gradient / curvature
                moved_norms = column_norms(moved)
                threshold = lambda_w / curvature
                factors = torch.where(moved_norms > threshold, 1 - threshold / moved_norms, torch.zeros(()))
                after, after_norms = moved * factors, torch.clamp(moved_norms - threshold, min=0)
                after_gradient = gradient_at(after)
                objective = objective_at(after, after_norms, after_gradient)
                move = after - w
                length = move.square().sum().item()
                accepted = objective <= ceiling - 1e-4 * (curvature / 2) * length + rounding
                if accepted or curvature >= steepest:
                    break
                curvature = min(2 * curvature, steepest)
            if length == 0:
                w = after
                break
            turn = (move * (after_gradient - gradient)).sum().item()
            curvature = min(steepest, max(turn / length, 1e-10 * steepest))
            w, norms, gradient = after, after_norms, after_gradient
            recent = recent[-4:] + [objective]
        return w, mean - means @ w.T

    def squared_norm_bound(m):
        power = m @ m.T if m.shape[0] <= m.shape[1] else m.T @ m
        bound, exponent = 1.0, 1.0
        while True:
            norm = math.sqrt(power.square().sum().item())
            bound *= norm**exponent
            if exponent * math.log(min(m.shape)) <= 64 * 2**-23:
                return bound
            power = power / norm
            power = power @ power
            exponent /= 2

    def entries(qv, qu, pv, pu):
        free = qv / pv
        pull = qu + beta
        right = torch.clamp(torch.minimum(pull / pu, (pull + qv) / (pu + pv)), min=0)
        right_v = torch.maximum(free, right)
        sloped = qu + beta * slope
        both = torch.minimum(sloped / pu, (sloped + slope * qv) / (pu + slope * slope * pv))
        left = torch.clamp(both, max=0)
        left_v = torch.maximum(free, slope * left)
        at_right = pv / 2 * right_v * right_v - qv * right_v + pu / 2 * right * right - pull * right
        at_left = pv / 2 * left_v * left_v - qv * left_v + pu / 2 * left * left - sloped * left
        choose = at_right <= at_left
        return torch.where(choose, right_v, left_v), torch.where(choose, right, left)

    def step():
        nonlocal w, b, u, v, xi, rho, recent
        inputs = [x, v[0], v[1]]
        solved = [
            weight_step(inputs[l], of_rows if l == 0 else moments(inputs[l]), u[l] + xi[l] / rho, w[l])
            for l in layers
        ]
        w, b = [each[0] for each in solved], [each[1] for each in solved]
        first = x @ w[0].T + b[0]
        residual = lambda l: u[l] - (first if l == 0 else v[l - 1] @ w[l].T + b[l])
        d = [xi[l] + rho * residual(l) for l in layers]
        tau = [rho + tau1 if l == 0 else rho * (1 + squared_norm_bound(w[l])) + tau1 for l in layers]
        pairs = []
        for l in layers:
            last = l == 2
            qu = tau[l] * u[l] - d[l]
            qv = 2 * c * y if last else tau[l + 1] * v[l] + d[l + 1] @ w[l + 1]
            pv = 2 * c + 2 * lambda_v if last else 2 * lambda_v + tau[l + 1]
            pairs.append(entries(qv - beta, qu, pv, tau[l]))
        v, u = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        violations = [residual(l) for l in layers]
        xi = [xi[l] + rho * violations[l] for l in layers]
        norm = math.sqrt(sum(each.square().sum().item() for each in violations))
        of_multipliers = math.sqrt(sum(each.square().sum().item() for each in xi))
        if len(recent) == 10 and norm > 0.99 * max(recent):
            rho = max(rho / 0.8, of_multipliers**2.01)
        recent = (recent + [norm])[-10:]

    def measure():
        a = x
        for l in layers:
            a = sigma(a @ w[l].T + b[l])
        return (a - y).square().sum().item() / rows

    return step, measure


def dlam(rows):
    draws, x, y, w = problem(rows)
    rho, epsilon, decay = 0.5, 0.02, 1e-8 * rows
    nu = mu = 1e-3 * rho
    gram = x.T @ x
    b = [torch.zeros(1, n) for n in sizes[1:]]
    z, a, r = [], [], []
    for l in layers:
        linear = (a[-1] if a else x) @ w[l].T + b[l]
        z.append(linear if l == 2 else linear + y @ draws.centred(10, sizes[l + 1]))
        r.append(linear - z[l])
        if l < 2:
            a.append(torch.relu(z[l]))
    weight_curvature, activation_curvature = [0.0] * 3, [0.0] * 2

    def backtrack(t, candidate):
        while True:
            point, move, stretch = candidate(t)
            if not rho * stretch > t * move * (1 + 1e-14):
                return point, t
            t *= 2

    def weight_step(l, inputs):
        gradient = rho * (r[l].T @ inputs)

        def candidate(t):
            point = (t / (t + decay)) * (w[l] - gradient / t)
            move = point - w[l]
            stretch = ((move @ gram) * move).sum() if l == 0 else (inputs @ move.T).square().sum()
            return point, move.square().sum().item(), stretch.item()

        return backtrack(max(nu, weight_curvature[l] / 2), candidate)

    def activation_step(l):
        gradient = rho * (r[l + 1] @ w[l + 1])
        centre = torch.relu(z[l])
        low, high = centre - epsilon, centre + epsilon

        def candidate(t):
            point = torch.minimum(torch.maximum(a[l] - gradient / t, low), high)
            move = point - a[l]
            return point, move.square().sum().item(), (move @ w[l + 1].T).square().sum().item()

        return backtrack(max(mu, activation_curvature[l] / 2), candidate)

    def hidden_step(linear, own):
        low, high = own - epsilon, own + epsilon
        low = torch.relu(low) - 1e38 * (1 - (low > 0).float())
        return torch.minimum(torch.maximum(linear, low), torch.relu(high))

    def output_step(linear, start):
        curvature = 0.5
        pull = rho * linear
        enough = 1e-5 * max(1.0, pull.abs().max().item())
        step_from = lambda p: (curvature * p - (torch.softmax(p, 1) - y) + pull) / (curvature + rho)
        error = lambda p: (rho * p - pull + (torch.softmax(p, 1) - y)).abs().max().item()
        best, extrapolated, momentum = start, start, 1.0
        for _ in range(1000):
            if error(best) <= enough:
                break
            after = step_from(extrapolated)
            advance = after - best
            against = ((extrapolated - after) * advance).sum().item() > 0
            t = 1.0 if against else (1 + math.sqrt(1 + 4 * momentum**2)) / 2
            weight = 0.0 if against else (momentum - 1) / t
            momentum = t
            best, extrapolated = after, after + weight * advance
        return best

    def step():
        for l in layers:
            inputs = a[l - 1] if l else x
            w[l], weight_curvature[l] = weight_step(l, inputs)
            moved = inputs @ w[l].T + b[l]
            shift = (z[l] - moved).mean(0, keepdim=True)
            linear = moved + shift
            b[l] = b[l] + shift
            z[l] = hidden_step(linear, a[l]) if l < 2 else output_step(linear, z[l])
            r[l] = linear - z[l]
            if l == 2:
                break
            a[l], activation_curvature[l] = activation_step(l)
            r[l + 1] = a[l] @ w[l + 1].T + b[l + 1] - z[l + 1]

    def measure():
        fit = rho / 2 * sum(each.square().sum().item() for each in r)
        risk = (torch.logsumexp(z[2], 1).sum() - (y * z[2]).sum()).item()
        return risk + fit + decay / 2 * sum(each.square().sum().item() for each in w)

    return step, measure
