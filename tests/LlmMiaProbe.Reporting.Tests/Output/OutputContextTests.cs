namespace LlmMiaProbe.Reporting.Tests.Output;

public sealed class OutputContextTests
{
    /// <summary>A record that the context does not know would end a command as a bug, when somebody first asks for JSON.</summary>
    [Fact]
    public void Every_record_of_output_is_known_to_the_context()
    {
        var outputs = typeof(OutputContext).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsClass: true } && type.Name.EndsWith("Output", StringComparison.Ordinal))
            .ToList();
        Assert.InRange(outputs.Count, 30, 200);
        Assert.All(outputs, type => Assert.True(OutputContext.Default.GetTypeInfo(type) is not null, type.Name));
    }
}
