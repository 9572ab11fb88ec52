using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Tests.Output;

public sealed class CollectionOutputTests
{
    private static readonly RunEvaluation Evaluation = new()
    {
        Headline = new HeadlineChoice(["loss"], "because"),
        Design = new TestDesign { Tested = Membership.Member, HasOwnCalibration = false, Mondrian = Mondrian.None, FalseDiscoveryRate = .1, Strata = [new TestStratum("all", 2, 3)] },
        Collection = new CollectionEvaluation
        {
            Attack = "loss",
            Scores = new TwoSampleResult(2, 3, 1, .25, .125, new Estimate(.5, .25, .75), null),
            Features = ["loss", "zlib"],
            Inference = new DatasetInferenceResult
            {
                Suspects = 2, Validation = 3, Splits = 10, KeepsGroupsTogether = true,
                Attacks = new SplitOutcome(.5, .25, .75, new Estimate(.75, .5, .875)),
            },
        },
    };

    [Fact]
    public void A_collection_has_the_documented_shape()
    {
        var json = Printed.Of(CollectionOutput.Of(Evaluation));
        Assert.Equal(["attack", "scores", "datasetInference", "reason", "assumption"], json.Select(property => property.Key));
        Assert.StartsWith("By loss, the 2 documents", json["scores"]?["statement"]?.GetValue<string>(), StringComparison.Ordinal);
        (json["scores"] as JsonObject)?.Remove("statement");
        Assert.Equal("""{"tested":2,"nonMembers":3,"groups":1,"pValue":0.25,"smallestPValue":0.125,"cliffsDelta":[0.5,0.25,0.75],"cohensD":null}""", json["scores"]?.ToJsonString());
        var inference = json["datasetInference"] as JsonObject ?? [];
        Assert.StartsWith("Dataset inference by 2 attacks", inference["statement"]?.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("The texts were not kept", inference["control"]?.GetValue<string>(), StringComparison.Ordinal);
        inference.Remove("statement");
        inference.Remove("control");
        Assert.Equal(
            """{"tested":2,"nonMembers":3,"features":["loss","zlib"],"splits":10,"groupsKeptTogether":true,"attacks":{"pValue":0.5,"lowest":0.25,"highest":0.75,"auc":[0.75,0.5,0.875]},"words":null,"texts":null,"reverse":null,"effect":null,"overlap":null,"comparable":null,"halvesWithoutDirection":0,"gain":null}""",
            inference.ToJsonString());
    }

    [Fact]
    public void It_comes_back_from_the_store_unchanged() =>
        Assert.Equal(OutputText.Of(CollectionOutput.Of(Evaluation)), OutputText.Of(CollectionOutput.Of(RunEvaluation.FromJson(Evaluation.ToJson()))));

    [Fact]
    public void Without_two_collections_there_is_none() => Assert.Null(CollectionOutput.Of(Evaluation with { Collection = null }));
}
