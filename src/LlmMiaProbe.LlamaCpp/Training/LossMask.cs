using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmMiaProbe.LlamaCpp.Native;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>
/// Puts the loss of a native training graph on some of its tokens, for which the library has no weights. Its scheduler shows each
/// node before and after it is computed. The first gradient of a step is that of the logits, one row a token: rows of tokens
/// without a loss are set to 0 there, and all that is differentiated later follows. Tensors are asked for by exported getters,
/// so that nothing depends on how they are laid out. Not thread-safe.
/// </summary>
internal sealed unsafe class LossMask : IDisposable
{
    // Softmax minus one-hot sums to 0 over the vocabulary, up to rounding.
    private const double Rounding = 1e-4;

    private readonly GCHandle _self;
    private readonly int _vocabulary;
    private int[] _labels = [];
    private bool[] _isLearned = [];
    private double _weight;
    private double _loss;
    private int _learned;
    private int _losses;
    private int _gradients;
    private string? _whyNot;

    public LossMask(int vocabulary)
    {
        _vocabulary = vocabulary;
        _self = GCHandle.Alloc(this);
    }

    /// <summary>For <c>cb_eval</c> and <c>cb_eval_user_data</c> of a context.</summary>
    public (nint Callback, nint State) Observer => ((nint)(delegate* unmanaged[Cdecl]<nint, byte, nint, byte>)&OnNode, GCHandle.ToIntPtr(_self));

    /// <summary>Masks the windows that follow.</summary>
    /// <param name="labels">The token that follows each.</param>
    /// <param name="isLearned">By label; at least one is true.</param>
    /// <param name="weight">Factor of the gradient of the mean over the learned labels.</param>
    public void Set(ReadOnlySpan<int> labels, ReadOnlySpan<bool> isLearned, double weight)
    {
        (_labels, _isLearned, _weight, _learned) = (labels.ToArray(), isLearned.ToArray(), weight, isLearned.Count(true));
        (_loss, _losses, _gradients, _whyNot) = (0, 0, 0, null);
    }

    /// <summary>Ends the mask, so that the loss is on all tokens again.</summary>
    /// <param name="hasGradient">Whether a gradient was computed.</param>
    /// <returns>Mean loss of the learned labels, nats a token.</returns>
    /// <exception cref="ModelException">The library computes in another way than the release that this was made for.</exception>
    public double End(bool hasGradient)
    {
        (_labels, _isLearned) = ([], []);
        var expected = hasGradient ? 1 : 0;
        return _whyNot is null && _losses == 1 && _gradients == expected
            ? _loss / _learned
            : throw new ModelException(
                $"llama.cpp did not show its training as this program expects it ({_whyNot ?? $"logits {_losses} times, their gradient {_gradients} times"}), "
                + "so the loss cannot be put on single tokens; the library does not fit this program.");
    }

    public void Dispose() => _self.Free();

    private static ReadOnlySpan<byte> Text(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    private static bool IsLogits(nint node) => Text(TrainingMethods.ggml_get_name(node)).SequenceEqual("result_output"u8);

    private static bool IsGradient(nint node) => Text(TrainingMethods.ggml_op_desc(node)).SequenceEqual("CROSS_ENTROPY_LOSS_BACK"u8);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte OnNode(nint node, byte asks, nint self) =>
        GCHandle.FromIntPtr(self).Target is LossMask { _isLearned.Length: > 0 } mask && mask.See(node, asks != 0) ? (byte)1 : (byte)0;

    // No exception may leave this: its caller is native.
    private bool See(nint node, bool asks)
    {
        var (isLogits, isGradient) = (IsLogits(node), IsGradient(node));
        if (asks || !(isLogits || isGradient))
        {
            return isLogits || isGradient;
        }

        var rows = (float*)TrainingMethods.ggml_get_data(node);
        if (rows is null || TrainingMethods.ggml_nelements(node) != (long)_labels.Length * _vocabulary)
        {
            _whyNot ??= "a tensor is of another size";
        }
        else if (isLogits)
        {
            _losses++;
            AddLosses(rows);
        }
        else
        {
            _gradients++;
            Mask(rows);
        }

        return true;
    }

    private Span<float> Row(float* rows, int row) => new(rows + ((long)row * _vocabulary), _vocabulary);

    private void AddLosses(float* rows)
    {
        for (var i = 0; i < _labels.Length; i++)
        {
            if (_isLearned[i])
            {
                try
                {
                    _loss -= LogitReduction.Reduce(Row(rows, i), _labels[i]).LogProb;
                }
                catch (ArithmeticException)
                {
                    // Training that has diverged; whoever takes the steps says so.
                    _loss = double.NaN;
                }
            }
        }
    }

    private void Mask(float* rows)
    {
        var scale = (float)(_weight * _labels.Length / _learned);
        for (var i = 0; i < _labels.Length; i++)
        {
            var row = Row(rows, i);
            if (!_isLearned[i])
            {
                row.Clear();
                continue;
            }

            if (Math.Abs(Sum(row)) > Rounding || row[_labels[i]] > 0)
            {
                _whyNot ??= "the gradient of the logits is no softmax less the label";
            }

            for (var j = 0; j < row.Length; j++)
            {
                row[j] *= scale;
            }
        }
    }

    private static double Sum(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var value in row)
        {
            sum += value;
        }

        return sum;
    }
}
