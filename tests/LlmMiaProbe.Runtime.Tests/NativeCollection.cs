namespace LlmMiaProbe.Runtime.Tests;

/// <summary>Native decoding, one test at a time.</summary>
[CollectionDefinition(Name)]
public sealed class NativeCollection
{
    public const string Name = "native";
}
