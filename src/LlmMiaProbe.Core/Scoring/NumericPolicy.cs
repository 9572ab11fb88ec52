namespace LlmMiaProbe.Scoring;

/// <summary>Which bits a local model's numbers have.</summary>
public enum NumericPolicy
{
    /// <summary>Flash attention off, F32 KV cache, sequences apart: a document has the same bits alone, packed and in any order.</summary>
    Exact,

    /// <summary>Flash attention on, one document a decode: up to twice as fast on small models, within 1e-2 nats on any token.</summary>
    Fast,
}
