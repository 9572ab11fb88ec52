using LlmMiaProbe.Lab;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>Takes the steps of a training on the native weights, with or without differential privacy.</summary>
internal sealed class Optimiser
{
    private readonly GradientContext _context;
    private readonly TrainingRecipe _recipe;
    private readonly ParallelOptions _parallel;

    public Optimiser(GradientContext context, TrainingRecipe recipe, int threads)
    {
        _context = context;
        _recipe = recipe;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        First = Zeros();
        Second = Zeros();
    }

    /// <summary>Steps taken.</summary>
    public int Step { get; private set; }

    /// <summary>Running means of gradients, by tensor.</summary>
    public float[][] First { get; }

    /// <summary>Running means of squared gradients, by tensor.</summary>
    public float[][] Second { get; }

    public List<float[]> Weights => [.. _context.Tensors.Select(tensor => tensor.Weights.ToArray())];

    public void Restore(TrainingCheckpoint checkpoint)
    {
        Step = checkpoint.Step;
        for (var i = 0; i < _context.Tensors.Count; i++)
        {
            checkpoint.Weights[i].CopyTo(_context.Tensors[i].Weights);
            checkpoint.First[i].CopyTo(First[i], 0);
            checkpoint.Second[i].CopyTo(Second[i], 0);
        }
    }

    /// <summary>One step on some windows.</summary>
    /// <param name="windows">Each of the context's length and one token more; all learned tokens weigh the same.</param>
    /// <param name="steps">Steps of the whole training, for the learning rate.</param>
    /// <returns>Mean loss, nats a token, and norm of its gradient.</returns>
    public (double Loss, double Norm) Take(IReadOnlyList<TrainingWindow> windows, int steps)
    {
        _context.Clear();
        double learned = windows.Sum(window => window.Learned);
        var loss = windows.Sum(window =>
        {
            var weight = windows.Count * window.Learned / learned;
            return weight * _context.Accumulate(window.IsLearned is null && weight != 1 ? window.Masked() : window, weight);
        }) / windows.Count;
        var norm = Norm() / windows.Count;
        if (double.IsFinite(norm))
        {
            var scale = Math.Min(1, _recipe.ClipNorm / norm) / windows.Count;
            Update(i => _context.Tensors[i].Gradient, steps, scale);
        }

        Step++;
        return (loss, norm);
    }

    /// <summary>
    /// One private step: each window's gradient is clipped, noise is added to their sum, and the sum is divided by the expected number of
    /// windows.
    /// </summary>
    /// <param name="windows">One a document; may be empty.</param>
    /// <param name="privacy">Noise and clipping norm.</param>
    /// <param name="expected">Expected number of windows.</param>
    /// <param name="steps">Steps of the whole training, for the learning rate.</param>
    /// <returns>Mean loss before the step (0 without windows), and largest norm before clipping.</returns>
    public (double Loss, double Norm) TakePrivately(IReadOnlyList<TrainingWindow> windows, PrivacyRecipe privacy, double expected, int steps)
    {
        var sum = Zeros();
        var (loss, largest) = (0.0, 0.0);
        foreach (var window in windows)
        {
            _context.Clear();
            loss += _context.Accumulate(window) / windows.Count;
            var norm = Norm();
            largest = double.IsFinite(norm) ? Math.Max(largest, norm) : norm;
            var scale = Math.Min(1, privacy.ClipNorm / norm);
            Parallel.For(0, sum.Length, _parallel, i => GradientNorm.Add(sum[i], _context.Tensors[i].Gradient, scale));
        }

        if (double.IsFinite(loss) && double.IsFinite(largest))
        {
            Parallel.For(0, sum.Length, _parallel, i => GaussianNoise.Add(sum[i], privacy.NoiseMultiplier * privacy.ClipNorm, _recipe.Seed, Step, i));
            Update(i => sum[i], steps, 1 / expected);
        }

        Step++;
        return (loss, largest);
    }

    private double Norm()
    {
        var squares = new double[_context.Tensors.Count];
        Parallel.For(0, squares.Length, _parallel, i => squares[i] = GradientNorm.Squared(_context.Tensors[i].Gradient));
        return Math.Sqrt(squares.Sum());
    }

    private void Update(GradientOf gradient, int steps, double scale)
    {
        var rate = LearningRate.At(_recipe, Step, steps);
        Parallel.For(0, First.Length, _parallel, i =>
            AdamW.Step(_context.Tensors[i].Weights, gradient(i), First[i], Second[i], Step + 1, rate, _recipe.WeightDecay, scale));
    }

    private float[][] Zeros() => [.. _context.Tensors.Select(tensor => new float[tensor.Length])];

    private delegate ReadOnlySpan<float> GradientOf(int tensor);
}
