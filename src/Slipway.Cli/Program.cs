using Slipway.Cli;

return await Entry.RunAsync(args);
