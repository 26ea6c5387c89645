import type { RegularizerDefinition } from '../core/generated/documents.js';
import { penaltyOfDefinition } from '../plugins/regularizer-definition.js';
import { penaltyPicture } from '../report/figures/penalty.js';
import { answerInProcess } from './answer-in-process.js';

// Entry point of the process that draws a regularizer which a user sent.
answerInProcess(async (definition: RegularizerDefinition) =>
  penaltyPicture(await penaltyOfDefinition(definition)),
);
