using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Decoding;

/// <summary>
/// The distribution that a scheme draws the next token from: exact, in double precision, of one row of logits after another.
/// Likelier means a larger logit, or the smaller id on ties. One instance keeps its buffers; not safe for concurrent use.
/// </summary>
public sealed class DecodingDistribution
{
    // Nats below the likeliest token where the search for the kept ones begins. Going deeper step by step costs less than
    // sorting tokens that are not kept.
    private const double FirstDepth = 1;

    private readonly DecodingScheme _scheme;
    private readonly Comparison<int> _likelierFirst;
    private double[] _logWeights = [];
    private int[] _tokens = [];
    private int _count;
    private double _logTotal;

    public DecodingDistribution(DecodingScheme scheme)
    {
        _scheme = scheme;
        _likelierFirst = (a, b) => _logWeights[b].CompareTo(_logWeights[a]) is not 0 and var order ? order : a.CompareTo(b);
    }

    private bool CutsOff => _scheme.IsGreedy || _scheme.TopK is not null || _scheme.TopP < 1;

    /// <summary>Ids that may be drawn, the likeliest first; by id if the scheme cuts nothing off. Valid until the next row.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>Takes a row of logits.</summary>
    /// <exception cref="ArithmeticException">A logit is NaN or +infinity, or all are -infinity: the model's output is broken.</exception>
    public void Set(ReadOnlySpan<float> logits)
    {
        var (max, likeliest, finite) = Survey(logits);
        if (_logWeights.Length != logits.Length)
        {
            (_logWeights, _tokens) = (new double[logits.Length], new int[logits.Length]);
        }

        for (var v = 0; v < logits.Length; v++)
        {
            _logWeights[v] = ((double)logits[v] - max) / (_scheme.IsGreedy ? 1 : _scheme.Temperature);
        }

        if (_scheme.IsGreedy)
        {
            (_tokens[0], _count, _logTotal) = (likeliest, 1, 0);
            return;
        }

        if (CutsOff)
        {
            CutOff(finite);
        }
        else
        {
            Collect(double.PositiveInfinity);
        }

        _logTotal = Math.Log(Weight(Tokens));
    }

    /// <summary>Natural logarithm of the probability that a token is drawn; -infinity if it cannot be.</summary>
    public double LogProb(int token) => IsKept(token) ? _logWeights[token] - _logTotal : double.NegativeInfinity;

    /// <summary>The statistics of a token under the scheme. Rank and likeliest token are those of the logits: no scheme changes the order.</summary>
    /// <param name="token">Id of the token that followed.</param>
    /// <param name="logits">Its statistics under the logits themselves.</param>
    public LogitStatistics Describe(int token, in LogitStatistics logits)
    {
        var (mean, square) = (0.0, 0.0);
        foreach (var kept in Tokens)
        {
            var logProb = _logWeights[kept] - _logTotal;
            var probability = Math.Exp(logProb);
            mean += probability * logProb;
            square += probability * logProb * logProb;
        }

        return logits with
        {
            LogProb = LogProb(token),
            Top1LogProb = -_logTotal,
            Entropy = Math.Max(0, -mean),
            Variance = Math.Max(0, square - (mean * mean)),
        };
    }

    private bool IsKept(int token) => !double.IsNegativeInfinity(_logWeights[token])
        && (!CutsOff || _likelierFirst(token, _tokens[_count - 1]) <= 0);

    /// <summary>Sorts as few of the likeliest tokens as the scheme needs, and keeps those that it keeps.</summary>
    private void CutOff(int finite)
    {
        var wanted = Math.Min(_scheme.TopK ?? finite, finite);
        var all = _scheme.TopK is null ? WeightOfAll() : double.NaN;
        for (var depth = FirstDepth; ; depth *= 2)
        {
            Collect(depth);
            if (_count < finite && (_scheme.TopK is null ? Weight(Tokens) < _scheme.TopP * all : _count < wanted))
            {
                continue;
            }

            _tokens.AsSpan(0, _count).Sort(_likelierFirst);
            var available = Math.Min(_count, wanted);
            var total = _scheme.TopK is null ? all : Weight(Tokens[..available]);
            var kept = Nucleus(Tokens[..available], _scheme.TopP * total);
            if (kept <= available || _count == finite || _scheme.TopK is not null)
            {
                _count = Math.Min(kept, available);
                return;
            }
        }
    }

    /// <summary>How many of the first tokens reach a weight together; one more than there are if they do not.</summary>
    private int Nucleus(ReadOnlySpan<int> tokens, double weight)
    {
        if (_scheme.TopP >= 1)
        {
            return tokens.Length;
        }

        var sum = 0.0;
        for (var i = 0; i < tokens.Length; i++)
        {
            sum += Math.Exp(_logWeights[tokens[i]]);
            if (sum >= weight)
            {
                return i + 1;
            }
        }

        return tokens.Length + 1;
    }

    private void Collect(double depth)
    {
        _count = 0;
        for (var v = 0; v < _logWeights.Length; v++)
        {
            if (_logWeights[v] >= -depth && !double.IsNegativeInfinity(_logWeights[v]))
            {
                _tokens[_count++] = v;
            }
        }
    }

    private double Weight(ReadOnlySpan<int> tokens)
    {
        var sum = 0.0;
        foreach (var token in tokens)
        {
            sum += Math.Exp(_logWeights[token]);
        }

        return sum;
    }

    private double WeightOfAll()
    {
        var sum = 0.0;
        foreach (var logWeight in _logWeights)
        {
            sum += Math.Exp(logWeight);
        }

        return sum;
    }

    private static (float Max, int Likeliest, int Finite) Survey(ReadOnlySpan<float> logits)
    {
        var (max, likeliest, finite) = (float.NegativeInfinity, 0, 0);
        for (var v = 0; v < logits.Length; v++)
        {
            if (float.IsNaN(logits[v]) || float.IsPositiveInfinity(logits[v]))
            {
                throw new ArithmeticException(LogitReduction.NotNumbers);
            }

            finite += float.IsFinite(logits[v]) ? 1 : 0;
            (max, likeliest) = logits[v] > max ? (logits[v], v) : (max, likeliest);
        }

        return finite > 0 ? (max, likeliest, finite) : throw new ArithmeticException(LogitReduction.NotNumbers);
    }
}
