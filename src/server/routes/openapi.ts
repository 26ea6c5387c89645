import { Router } from 'express';
import { openapiDocument } from '../openapi/document.js';
import { docsPage } from '../openapi/page.js';

/** GET /openapi.json and /docs: what this service answers to, for programs and for people. */
export function openapi(): Router {
  const document = JSON.stringify(openapiDocument());
  const page = docsPage();
  const router = Router();
  router.get('/openapi.json', (_request, response) => {
    response.type('json').send(document);
  });
  router.get('/docs', (_request, response) => {
    response
      .set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
      .type('html')
      .send(page);
  });
  return router;
}
