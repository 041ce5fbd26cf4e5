using Slipway.Cli;
using Slipway.FakeMachine.Spaces;

// The command slipway as it is, on a machine without Docker.
return await Entry.RunAsync(args, findMachine: _ => MachineWithoutDocker.OpenAsync);
