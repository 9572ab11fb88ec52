namespace LlmMiaProbe.Local;

/// <summary>A native context with its batch. Not thread-safe.</summary>
public interface ILlamaContext : IDisposable
{
    ContextShape Shape { get; }

    /// <summary>Tokens in the batch since the last decode.</summary>
    int Count { get; }

    bool IsBatchFull => Count == Shape.BatchTokens;

    /// <summary>Forgets all sequences.</summary>
    void Clear();

    /// <summary>Forgets what stands at a position or after it, in sequence 0.</summary>
    /// <exception cref="ModelException">The model's state cannot be cut (recurrent models).</exception>
    void Forget(int position);

    /// <summary>Forgets what stands in one sequence at a position or after it.</summary>
    /// <returns>False if the model's state cannot be cut there (recurrent models); everything from 0 can always be forgotten.</returns>
    bool TryForget(int sequence, int position);

    /// <summary>Makes a sequence a copy of another one. Sequences apart have caches apart, so it is copied whole, with the next decode.</summary>
    void Copy(int from, int to);

    /// <summary>Adds a token to the batch; asks for the logits that predict its successor if <paramref name="output"/>.</summary>
    void Add(int token, int position, int sequence, bool output);

    /// <summary>Decodes the batch and empties it. Row i of the logits belongs to the i-th token that asked for them, until the next decode.</summary>
    /// <exception cref="ModelException">llama.cpp reports an error.</exception>
    LogitRows Decode();
}
