namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Tests that evaluate models run one after another: the native library is loaded once a process.</summary>
[CollectionDefinition(Name)]
public sealed class NativeCollection : ICollectionFixture<LabRun>, ICollectionFixture<TwoRuns>
{
    public const string Name = "native";
}
