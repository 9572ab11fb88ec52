using System.Runtime.InteropServices;

namespace LlmMiaProbe.Local;

/// <summary>The arrays of a <c>struct llama_batch</c> in native memory: one entry a token, each in one sequence. Not thread-safe.</summary>
public sealed unsafe class BatchArrays : IDisposable
{
    /// <param name="capacity">Tokens that fit; adding more is an error of the caller.</param>
    public BatchArrays(int capacity)
    {
        Capacity = capacity;
        Tokens = Allocate<int>(capacity);
        Positions = Allocate<int>(capacity);
        Sequences = Allocate<int>(capacity);
        SequenceCounts = Allocate<int>(capacity);
        Flags = Allocate<sbyte>(capacity);
        SequencePointers = (int**)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(int*));
        for (var i = 0; i < capacity; i++)
        {
            SequenceCounts[i] = 1;
            SequencePointers[i] = Sequences + i;
        }
    }

    public int Capacity { get; }

    public int* Tokens { get; }

    public int* Positions { get; }

    public int* SequenceCounts { get; }

    public int** SequencePointers { get; }

    /// <summary>1 where the logits are asked for.</summary>
    public sbyte* Flags { get; }

    public int Count { get; private set; }

    /// <summary>Tokens whose logits are asked for.</summary>
    public int Outputs { get; private set; }

    private int* Sequences { get; }

    /// <exception cref="InvalidOperationException">The batch is full.</exception>
    public void Add(int token, int position, int sequence, bool output)
    {
        if (Count == Capacity)
        {
            throw new InvalidOperationException($"A batch holds {Capacity} tokens.");
        }

        Tokens[Count] = token;
        Positions[Count] = position;
        Sequences[Count] = sequence;
        Flags[Count] = output ? (sbyte)1 : (sbyte)0;
        Count++;
        Outputs += output ? 1 : 0;
    }

    public void Clear() => (Count, Outputs) = (0, 0);

    public void Dispose()
    {
        NativeMemory.Free(Tokens);
        NativeMemory.Free(Positions);
        NativeMemory.Free(Sequences);
        NativeMemory.Free(SequenceCounts);
        NativeMemory.Free(SequencePointers);
        NativeMemory.Free(Flags);
    }

    private static T* Allocate<T>(int count)
        where T : unmanaged => (T*)NativeMemory.Alloc((nuint)count, (nuint)sizeof(T));
}
